// Package demo fills an empty installation with an invented world and opens a door
// to it for each role. Every child, guardian, professional, organisation and
// sentence in it is invented; the municipalities are Ekstad (9901) and Björklunda
// (9902). The same seed gives the same world, dated from the day it is made.
package demo

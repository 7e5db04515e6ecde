// Package register holds who there is and where: regions, municipalities,
// organisations and their units, but nobody who works there.
//
// Zone: both. It must never know anything about a child.
//
// Tables: register_region, register_municipality, register_organisation,
// register_unit, register_receiver.
package register

// Package register holds who there is and where: regions, municipalities,
// organisations and their units. It knows no children and nobody who signs in.
//
// Tables: register_region, register_municipality, register_organisation,
// register_unit, register_receiver.
package register

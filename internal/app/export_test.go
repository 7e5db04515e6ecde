package app

// Verify is what the job does.
var Verify = (*App).verify

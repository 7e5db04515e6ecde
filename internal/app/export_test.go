package app

// Verify is what the job does.
var Verify = (*App).verify

// What is examined of the machine, with what the machine says handed in.
var (
	ExamineFree  = examineFree
	ExamineZone  = examineZone
	ExamineClock = examineClock
)

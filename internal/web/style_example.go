package web

// What the examples page shows. Nobody here exists.

type exampleGroup struct {
	title, text string
	rows        []exampleRow
}

type exampleRow struct {
	clock                                 ClockView
	child, age, seen, from, officer, step string
}

var exampleCounts = []Count{
	{N: 1, Text: "försenad", Href: "/stil#lista", State: ClockLate},
	{N: 1, Text: "ska klaras i dag", Href: "/stil#lista", State: ClockToday},
	{N: 1, Text: "snart", Href: "/stil#lista"},
	{N: 1, Text: "har tid kvar", Href: "/stil#lista", Current: true},
}

var exampleGroups = []exampleGroup{
	{"Försenade och i dag", "Lagens tid är ute eller går ut i dag", []exampleRow{
		{ClockView{ClockLate, "2 timmar försenad", "Skyddsbedömning", "skulle ha gjorts 07.30", 1.08},
			"Ines Karlsson Abdi", "4 år", "Blåmärken på båda överarmarna vid ombyte.", "Förskolan Kotten, i går 19.12 via jouren", "", "Gör skyddsbedömning"},
		{ClockView{ClockToday, "I dag, dag 14", "Beslut", "till 23 nov", 1},
			"Elias Berg", "14 år", "Tredje gången med vuxna som polisen känner till, sent, Stationsparken.", "Polisen Ekstad", "Du", "Fatta beslut"},
	}},
	{"Snart", "Inom tre dagar", []exampleRow{
		{ClockView{ClockSoon, "1 dag kvar", "Återkoppling", "till 24 nov", .86},
			"Vilma Strand", "11 år", "Beslut taget: utredning inleds. Anmälaren väntar på besked.", "Region Ekeland, BUP", "Du", "Ge återkoppling"},
	}},
	{"Har tid kvar", "", []exampleRow{
		{ClockView{ClockOK, "12 dagar kvar", "Förhandsbedömning", "dag 2 av 14, till 5 dec", .14},
			"Tindra Palm", "3 år", "Grannar hör skrik på kvällarna.", "Vill vara anonym, ingen återkoppling", "Jon Åkesson", "Fortsätt bedömningen"},
	}},
}

var exampleSteps = []Step{
	{Title: "Skickad", When: "23 november 2026 kl. 09.40", Done: true},
	{Title: "Mottagen", When: "23 november 2026 kl. 09.52", Done: true},
	{Title: "Förhandsbedömning", Text: "Socialtjänsten i Ekstad", When: "senast 7 december 2026", Now: true},
	{Title: "Återkoppling", When: "senast 7 dagar efter beslutet"},
}

package demo

import "samspel/internal/room/concern"

// account is what a reporter saw, heard and was told about a child of some age.
// Nobody has written them about anybody.
type account struct {
	from, to int
	text     concern.Content
}

var accounts = []account{
	{5, 13, concern.Content{Seen: "Blåmärken på båda överarmarna vid ombyte på idrotten.", Said: "Jag ramlade.", Interpretation: "Märkena sitter som efter ett hårt grepp."}},
	{2, 9, concern.Content{Seen: "Kommer utan jacka och utan mat, tredje veckan i rad.", Said: "Det är ingen hemma på morgonen."}},
	{9, 16, concern.Content{Seen: "Borta från skolan 19 av 40 dagar. Sover i klassrummet de andra dagarna.", Heard: "Kamrater berättar om nätter utan sömn."}},
	{10, 17, concern.Content{Seen: "Har slutat komma till träningen.", Said: "Det vore bättre om jag inte fanns.", Interpretation: "Jag är orolig för självskada."}},
	{9, 16, concern.Content{Seen: "Utsatt för grova hot i klassens chatt. Skärmbilder finns hos rektor.", Said: "De vet var jag bor."}},
	{0, 4, concern.Content{Seen: "Kom inte till två kontroller. Svarar inte i telefon.", Interpretation: "Familjen brukar höra av sig."}},
	{13, 17, concern.Content{Seen: "Sent ute vid Stationsparken för tredje gången, med vuxna som polisen känner till.", Heard: "En granne har sett paket lämnas över."}},
	{2, 12, concern.Content{Heard: "Grannar hör skrik på kvällarna, flera gånger i veckan.", Seen: "Barnet är tyst och rycker till vid höga ljud."}},
	{12, 17, concern.Content{Said: "Jag är rädd för resan i sommar. Jag får inte säga nej.", Seen: "Gråter när sommarlovet kommer på tal.", Unsafe: true, NotToldWhy: "Det kan göra läget farligare om familjen får veta.", Interpretation: "Kan vara en resa mot barnets vilja."}},
	{1, 8, concern.Content{Seen: "Luktar ofta rök och alkohol om kläderna. Hämtas av olika vuxna.", Interpretation: "Oklart vem som har ansvar hemma."}},
	{4, 9, concern.Content{Seen: "Har inte fått glasögon trots flera påminnelser.", Heard: "Mamman säger att de inte har råd."}},
	{6, 12, concern.Content{Said: "Pappa blir arg. Då gömmer jag mig hos lillebror.", Seen: "Vill inte gå hem på fredagar."}},
	{12, 17, concern.Content{Seen: "Ny mobil och dyra kläder. Frånvarande varje torsdag.", Heard: "Äldre ungdomar väntar utanför skolan.", Interpretation: "Någon vuxen kan ligga bakom."}},
	{5, 12, concern.Content{Seen: "Hungrig på måndagar. Äter tre portioner.", Said: "Helgen är lång."}},
	{9, 14, concern.Content{Heard: "En syster i årskurs nio säger att hon lagar all mat hemma.", Seen: "Sover på lektionerna."}},
	{1, 6, concern.Content{Seen: "Bränd hand, inte omsedd. Föräldern kunde inte säga hur det hade gått till."}},
	{11, 17, concern.Content{Said: "Jag får inte vara med på simningen längre. Min bror bestämmer.", Unsafe: true, NotToldWhy: "Barnet ber oss att inte ringa hem."}},
	{12, 17, concern.Content{Seen: "Tappat mycket i vikt sedan i augusti. Äter inte i matsalen."}},
	{1, 12, concern.Content{Heard: "Polisen var hemma i natt på grund av bråk. Barnen var vakna."}},
	{3, 8, concern.Content{Seen: "Klarar inte att leka med de andra. Slåss varje dag den här veckan.", Interpretation: "Något har hänt hemma."}},
}

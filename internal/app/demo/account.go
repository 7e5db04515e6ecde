package demo

import "samspel/internal/room/concern"

// accounts are what reporters saw, heard and were told. Nobody has written them
// about anybody.
var accounts = []concern.Content{
	{Seen: "Blåmärken på båda överarmarna vid ombyte på idrotten.", Said: "”Jag ramlade.” Ville inte säga mer.", Interpretation: "Märkena sitter som efter ett hårt grepp."},
	{Seen: "Kommer utan jacka och utan mat, tredje veckan i rad.", Said: "”Det är ingen hemma på morgonen.”"},
	{Seen: "Borta från skolan 19 av 40 dagar. Sover i klassrummet när hon är där.", Heard: "Kamrater säger att hon är uppe hela natten."},
	{Seen: "Har slutat komma till träningen.", Said: "”Det vore bättre om jag inte fanns.”", Interpretation: "Jag är orolig för att hon ska skada sig."},
	{Seen: "Utsatt för grova hot i klassens chatt. Skärmbilder finns hos rektor.", Said: "”De vet var jag bor.”"},
	{Seen: "Kom inte till två kontroller. Svarar inte i telefon.", Interpretation: "Familjen brukar höra av sig."},
	{Seen: "Sent ute vid Stationsparken för tredje gången, med vuxna som polisen känner till.", Heard: "En granne har sett honom lämna paket."},
	{Heard: "Grannar hör skrik på kvällarna, flera gånger i veckan.", Seen: "Barnet är tyst och rycker till vid höga ljud."},
	{Said: "”Jag är rädd för resan i sommar. Jag får inte säga nej.”", Seen: "Gråter när sommarlovet kommer på tal.", Unsafe: true, NotToldWhy: "Det kan göra läget farligare om familjen får veta.", Interpretation: "Kan vara en resa mot hennes vilja."},
	{Seen: "Luktar ofta rök och alkohol om kläderna. Hämtas av olika vuxna.", Interpretation: "Oklart vem som har ansvar hemma."},
	{Seen: "Har inte fått glasögon trots flera påminnelser.", Heard: "Mamman säger att de inte har råd."},
	{Said: "”Pappa blir arg. Då gömmer jag mig hos lillebror.”", Seen: "Vill inte gå hem på fredagar."},
	{Seen: "Ny mobil och dyra kläder. Frånvarande varje torsdag.", Heard: "Äldre ungdomar väntar utanför skolan.", Interpretation: "Det kan vara så att någon använder honom."},
	{Seen: "Hungrig på måndagar. Äter tre portioner.", Said: "”Helgen är lång.”"},
	{Heard: "En syster i årskurs nio säger att hon lagar all mat hemma.", Seen: "Sover på lektionerna."},
	{Seen: "Bränd hand, inte omsedd. Föräldern kunde inte säga hur det gick till."},
	{Said: "”Jag får inte vara med på simningen längre. Min bror bestämmer.”", Unsafe: true, NotToldWhy: "Flickan ber oss att inte ringa hem."},
	{Seen: "Tappat mycket i vikt sedan i augusti. Äter inte i matsalen."},
	{Heard: "Polisen var hemma i natt på grund av bråk. Barnen var vakna."},
	{Seen: "Klarar inte att leka med de andra. Slåss varje dag den här veckan.", Interpretation: "Något har hänt hemma."},
}

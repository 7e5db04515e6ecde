# token
BILJETT=$(curl -sf -u "$KLIENT:$HEMLIGHET" -d grant_type=client_credentials \
  "$SAMSPEL/api/token" | jq -r .access_token)

# send
ID=$(curl -sf "$SAMSPEL/api/v1/orosanmalningar" \
  -H "Authorization: Bearer $BILJETT" -H "Content-Type: application/json" \
  -H "Idempotency-Key: 6f1c2b9e-0d53-4c5e-9a54-2d0b1f1a7c11" \
  -d '{
    "kommun": "9901",
    "kategori": "school",
    "barn": [{"fornamn": "Alva", "efternamn": "Granlid", "fodd": "2015-03-14"}],
    "sett": "Kom till skolan utan ytterkläder tre dagar i rad.",
    "sagt": "Det är ingen hemma på morgonen.",
    "anmalare": {"namn": "Elin Nordin", "yrke": "Kurator", "telefon": "0999-12 34 56"}
  }' | jq -r .id)

# follow
curl -sf -H "Authorization: Bearer $BILJETT" "$SAMSPEL/api/v1/orosanmalningar/$ID"

# ask
curl -sf -X POST -H "Authorization: Bearer $BILJETT" \
  -H "Idempotency-Key: 0b8f5d1e-5c4a-4f0e-8a55-9d6a3f6f2b10" \
  "$SAMSPEL/api/v1/orosanmalningar/$ID/aterkoppling"

# list
curl -sf -H "Authorization: Bearer $BILJETT" "$SAMSPEL/api/v1/orosanmalningar?after="

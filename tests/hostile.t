Whoever may tag an instance, or name a group, must not write rules, run commands
or fool a reviewer.  terraform.t, cloudformation.t and awscli.t hold what such
names become to the programs they are for; this is about people, and about ids.

  $ . "$TESTDIR/setup.sh"
  $ . "$TESTDIR/outputs.sh"

Nothing that a terminal obeys, nothing that turns or hides other text; a row of
the review has its cells, whatever is in them, and no mark-up.

  $ cat >people.py <<'END'
  > import re, sys
  > text = open(sys.argv[1], encoding="utf-8", newline="\n").read()
  > unseen = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
  > print(len(re.findall(unseen, text)), "unseen")
  > if sys.argv[1] == "markdown":
  >     rows = [re.sub(r"\\.", "", s) for s in text.split("\n") if s.startswith("| ")]
  >     rows = [s for s in rows if re.match(r"\| (in|e)gress ", s)]
  >     print(len(rows), "rows,", set(s.count("|") for s in rows), "bars")
  >     print(len(re.findall("<|(?<!\\\\)`|(?<!\\\\)\\[", text)), "marked up")
  > else:
  >     print(len(re.findall("(?m)^  .* (TCP|UDP) ", text)), "rows")
  > END
  $ for b in group name; do
  >     for f in table markdown; do
  >         hostile -b $b -f $f >$f
  >         python3 people.py $f
  >     done
  > done
  0 unseen
  547 rows
  0 unseen
  547 rows, {13} bars
  0 marked up
  0 unseen
  654 rows
  0 unseen
  654 rows, {13} bars
  0 marked up

The stream has them as they are but for control bytes, and can be read back.

  $ hostile -b name -f tsv >rules; fl-cut -H subject rules | sort -u | wc -l
  110
  $ LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177]')" rules
  0
  [1]

No tag holds a NUL; a string of JSON may say that it does.

  $ sed 's/a\\"b/a\\u0000b/' enis.json >nul.json
  $ fl-label -i nul.json rows.tsv
  fl-label: nul.json:1:128: not JSON: \u0000 is not allowed without JSON_ALLOW_NUL near '"a\u0000b"'
  [2]

Ids go into scripts and templates as they are, so what is none is not taken for
one: not from JSON, and not from labels of rows, which are left out and counted.

  $ echo '[{"NetworkInterfaceId": "eni-1", "Groups": [{"GroupId": "sg-1; touch pwned"}]}]' >odd.json
  $ fl-label -i odd.json rows.tsv
  fl-label: odd.json: [0].Groups[0].GroupId: not an id, sg- and small letters or digits: "sg-1; touch pwned"
  [2]
  $ row() { printf '#src\tdst\tdport\tproto\tflows\trejects\tsrcsg\tdstsg\tsrcvpc\tdstvpc\tdstpl\n'
  >     printf '10.0.0.1\t192.0.2.1\t443\t6\t1\t0\t%s\t-\t%s\t-\t%s\n#!end\n' "$@"; }
  $ try() { row "$@" >odd; fl-sgrules -f cli --revoke-old -x left odd 2>said >script
  >     echo $?; sed -n 1p said; tail -n 2 script; }
  $ try 'sg-1;touch pwned' vpc-1 -
  1
  fl-sgrules: 1 group read, 0 rules written for 0 subjects; 1 with labels that are no ids
  \texit (esc)
  fi
  $ fl-cut -H srcsg,note left
  sg-1;touch pwned\twith labels that are no ids (esc)
  $ try sg-1 'vpc-1","X":"' - | sed -n 2p
  fl-sgrules: 1 group read, 0 rules written for 0 subjects; 1 with labels that are no ids
  $ try sg-1 vpc-1 pl-$(printf '%09999d' 0) | sed -n 2p
  fl-sgrules: 1 group read, 0 rules written for 0 subjects; 1 with labels that are no ids
  $ try sg-1 vpc-1 pl-0 | sed -n 1,2p
  0
  fl-sgrules: 1 group read, 1 rule written for 1 subject

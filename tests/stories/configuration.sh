#!/bin/bash
. "$(dirname "$0")/../lib.sh"

story "a broker is told by a file, and the command line wins"
cat >broker.yaml <<-END
	# all that it needs
	data: $dir/data
	bind: tcp://127.0.0.1:1
	reserve: 1
	rate: 0
END
broker start --config broker.yaml
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
rapporteur note gcm-ap-2020-10-28 WG-2 "Told by a file" >/dev/null
broker stop
rapporteurd check --config broker.yaml >found
contains found 'notes 1 '

story "what it does not understand it refuses, with the line"
printf 'data: %s\nquotas: 4096\n' "$dir/data" >broker.yaml
expect_exit 2 rapporteurd --config broker.yaml 2>err
contains err "broker.yaml, line 2: the configuration has no key 'quotas'. Did you mean 'quota'?"
printf 'data: %s\nquota: [1]\n' "$dir/data" >broker.yaml
expect_exit 2 rapporteurd --config broker.yaml 2>err
contains err 'broker.yaml, line 2: quota: takes one value'
printf 'data: %s\nbind: tcp://0.0.0.0:7400\n' "$dir/data" >broker.yaml
expect_exit 2 rapporteurd --config broker.yaml 2>err
contains err 'keys are needed off loopback'
expect_exit 2 rapporteurd --config no-such.yaml 2>err
contains err 'no-such.yaml: No such file'

story "the file that comes with the service is one that it takes"
sed "s|/var/lib/rapporteur|$dir/data|" "$TOP/docker/rapporteurd.yaml" >service.yaml
broker start --config service.yaml
broker stop
sed -nE 's/^# ?([a-z-]+: .*)/\1/p' "$TOP/docker/rapporteurd.yaml" >commented
contains commented 'quota:'
sed -E 's/^# ?([a-z-]+: )/\1/' service.yaml >whole.yaml
broker start --config whole.yaml
broker stop

set -e
cd /tmp/kk; rm -rf city citypg copy city1; python3 run.py > run.log 2>&1; cp -r city city1; python3 phone.py > phone.log 2>&1
K=/work/h/kept/e2e/testdata/kept; rm -rf $K/phone; mkdir -p $K/phone $K/import
rm -f city.tar; /work/h/xiaohao-base backup -data city city.tar; gzip -9 -n -k -f city.tar; cp city.tar.gz $K/sqlite.tar.gz; cp phone/* $K/phone/; cp in/* $K/import/
. /work/main/.ci/postgres
cp -r city citypg; /work/h/xiaohao-base move -data citypg -from sqlite:citypg/xiaohao.db -to "$XIAOHAO_POSTGRES"; rm citypg/xiaohao.db*
echo 1796179500000000 > clock; export XIAOHAO_TEST_CLOCK=/tmp/kk/clock
timeout -s TERM 8 /tmp/gen/xh serve -data citypg -db "$XIAOHAO_POSTGRES" -listen 127.0.0.1:0 || true
XIAOHAO_LANG=en /work/h/xiaohao-base verify -data citypg -db "$XIAOHAO_POSTGRES"
pg_dump --no-owner --no-privileges -h 127.0.0.1 -p $pg_port -U xiaohao xiaohao | grep -v '^\\restrict\|^\\unrestrict' > pg.sql; gzip -9 -n -c pg.sql > $K/postgres.sql.gz
cp state2.json $K/state.json
du -sh $K/*

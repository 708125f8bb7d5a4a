/**
 * A certificate that protects nothing: its key is here for everybody to read. The endpoint shows it to tools that insist on TLS,
 * on the loopback interface and for one run; a tool that verifies it is told to trust it for that run alone. Made by
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500` with localhost, db, postgres,
 * database, 127.0.0.1 and ::1 as names.
 */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB/DCCAaOgAwIBAgIUanKd20LXLCyaMOAcGJDV4vC+2vMwCgYIKoZIzj0EAwIw
LzEtMCsGA1UEAwwkbG9ja2dhdGUgdGhyb3dhd2F5LCB0cnVzdCBpdCBub3doZXJl
MCAXDTI2MTEyOTAzMDExMFoYDzIxMjYxMTA1MDMwMTEwWjAvMS0wKwYDVQQDDCRs
b2NrZ2F0ZSB0aHJvd2F3YXksIHRydXN0IGl0IG5vd2hlcmUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAQ709SYzxhRJ6/DsWmVQVOJ3yS7AWum58CA9NKzb6IeM8Q7
fvH+WIMv0MJ1XWnQeEM9LxGgZVmuVVJMVRsYA1uSo4GaMIGXMB0GA1UdDgQWBBSZ
lAGsveB4t/8STTi15hQOUGct+jAfBgNVHSMEGDAWgBSZlAGsveB4t/8STTi15hQO
UGct+jBEBgNVHREEPTA7gglsb2NhbGhvc3SCAmRigghwb3N0Z3Jlc4IIZGF0YWJh
c2WHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNHADBEAiBvroPe3XlCXogPmwJ9uHbrldCJLW+JwNztGQD+sJa0yQIg
fjDFUC6tUnK1luOwqWQl2vTUbMhuEVxKQTG6oNvEh9A=
-----END CERTIFICATE-----
`;

export const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdHEeAahn4zra4zr8
ppSffBK9w6IcccHS3kFgCRg8BOehRANCAAQ709SYzxhRJ6/DsWmVQVOJ3yS7AWum
58CA9NKzb6IeM8Q7fvH+WIMv0MJ1XWnQeEM9LxGgZVmuVVJMVRsYA1uS
-----END PRIVATE KEY-----
`;

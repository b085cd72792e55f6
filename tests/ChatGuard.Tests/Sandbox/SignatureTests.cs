using System.Net;
using System.Text;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Signing;
using Xunit;
using Authorization = ChatGuard.Sandbox.Signing.Authorization;

namespace ChatGuard.Tests.Sandbox;

public sealed class SignatureTests : IAsyncLifetime
{
    private const string Identity = "Action=GetCallerIdentity&Version=2011-06-15";
    private readonly ManualClock clock = new("2026-11-20T08:00:00Z");
    private SandboxServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        server = await SandboxServer.StartAsync(new SandboxOptions { Clock = clock, SignatureClock = clock }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // The values are AWS's own: get-vanilla and get-vanilla-query-order-key of the SigV4 test suite, and the ListUsers example of the guide.
    [Theory]
    [InlineData("", "service", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("Action=ListUsers&Version=2010-05-08", "iam", "application/x-www-form-urlencoded; charset=utf-8", "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")]
    public void APublishedVectorGivesItsPublishedSignature(string query, string service, string contentType, string expected)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["host"] = service == "iam" ? "iam.amazonaws.com" : "example.amazonaws.com",
            ["x-amz-date"] = "20150830T123600Z",
        };
        if (contentType.Length > 0)
        {
            headers["content-type"] = contentType;
        }

        var scope = new Authorization("AKIDEXAMPLE", "20150830", "us-east-1", service, [.. headers.Keys.Order(StringComparer.Ordinal)], "");
        var request = new RawRequest("GET", "/", query, headers, []);
        Assert.Equal(expected, SignatureV4.Sign(request, scope, "20150830T123600Z", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
    }

    [Fact]
    public void APathIsEncodedTwiceExceptForS3()
    {
        var request = new RawRequest("GET", "/a%20b/arn%3Aaws", "", new Dictionary<string, string>(), []);
        var scope = new Authorization("AKIDEXAMPLE", "20150830", "us-east-1", "guardduty", ["host"], "");
        Assert.Contains("\n/a%2520b/arn%253Aaws\n", SignatureV4.CanonicalRequest(request, scope), StringComparison.Ordinal);
        Assert.Contains("\n/a%20b/arn%3Aaws\n", SignatureV4.CanonicalRequest(request, scope with { Service = "s3" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnspoiledRequestPasses()
    {
        using var client = Client(request => request);
        var (status, body) = await client.FormAsync(Identity, Cancel);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<Account>111122223333</Account>", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body")]
    [InlineData("path")]
    [InlineData("query")]
    [InlineData("header")]
    [InlineData("unsigned header")]
    [InlineData("signature")]
    public async Task ATamperedRequestIsRefused(string part)
    {
        using var client = Client(request => Tamper(request, part));
        var (status, body) = await client.FormAsync(Identity, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("<Code>SignatureDoesNotMatch</Code>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongSecretIsRefused()
    {
        using var client = new SignedClient(server) { Service = "sts", Clock = clock, Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
        var (status, body) = await client.FormAsync(Identity, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("SignatureDoesNotMatch", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-6, "Signature expired: 20261120T075400Z is now earlier than 20261120T075500Z (20261120T080000Z - 5 min.)")]
    [InlineData(6, "Signature not yet current: 20261120T080600Z is still later than 20261120T080500Z (20261120T080000Z + 5 min.)")]
    public async Task ASignatureFarFromTheClockIsRefused(int minutes, string expected)
    {
        using var client = new SignedClient(server) { Service = "sts", Clock = new ManualClock(clock.Now.AddMinutes(minutes)) };
        var (status, body) = await client.FormAsync(Identity, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("<Code>SignatureDoesNotMatch</Code>", body, StringComparison.Ordinal);
        Assert.Contains(expected, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task ASignatureOfFiveMinutesPasses(int minutes)
    {
        using var client = new SignedClient(server) { Service = "sts", Clock = new ManualClock(clock.Now.AddMinutes(minutes)) };
        Assert.Equal(HttpStatusCode.OK, (await client.FormAsync(Identity, Cancel)).Status);
    }

    [Fact]
    public async Task AnUnknownKeyIsRefused()
    {
        using var client = new SignedClient(server) { Service = "sts", Clock = clock, AccessKeyId = "AKIAIOSFODNN7EXAMPLE" };
        var (status, body) = await client.FormAsync(Identity, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("<Code>InvalidClientTokenId</Code>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnsignedRequestIsRefused()
    {
        using var http = new HttpClient();
        using var form = new StringContent(Identity, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await http.PostAsync(server.Url, form, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("MissingAuthenticationToken", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(0, server.CountCalls());
    }

    [Theory]
    [InlineData(AuthFailure.UnknownKey, "InvalidAccessKeyId", 403)]
    [InlineData(AuthFailure.Skewed, "RequestTimeTooSkewed", 403)]
    [InlineData(AuthFailure.ExpiredToken, "ExpiredToken", 400)]
    [InlineData(AuthFailure.BadSignature, "SignatureDoesNotMatch", 403)]
    internal void S3RefusesInItsOwnCodes(AuthFailure failure, string code, int status)
    {
        var error = new RestXmlProtocol("", []).Refuse(failure, "");
        Assert.Equal((code, status), (error.Code, error.Status));
    }

    [Theory]
    [InlineData(AuthFailure.UnknownKey, "UnrecognizedClientException")]
    [InlineData(AuthFailure.ExpiredToken, "ExpiredTokenException")]
    [InlineData(AuthFailure.BadSignature, "InvalidSignatureException")]
    internal void JsonServicesRefuseInTheirOwnCodes(AuthFailure failure, string code) =>
        Assert.Equal((code, 400), (Refused(failure).Code, Refused(failure).Status));

    [Fact]
    public void AChunkedUploadIsJoined()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-amz-content-sha256"] = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" };
        var body = "5;chunk-signature=aa\r\nhello\r\n6;chunk-signature=bb\r\n world\r\n0;chunk-signature=cc\r\n\r\n"u8.ToArray();
        var decoded = AwsChunked.Decode(new RawRequest("PUT", "/bucket/key", "", headers, body));
        Assert.Equal("hello world", Encoding.UTF8.GetString(decoded.Body));
    }

    private static AwsError Refused(AuthFailure failure) => new JsonProtocol("x", new Dictionary<string, JsonOperation>()).Refuse(failure, "");

    private SignedClient Client(Func<RawRequest, RawRequest> spoil) => new(server) { Service = "sts", Clock = clock, Spoil = spoil, Headers = { ["x-amz-trace"] = "one" } };

    private static RawRequest Tamper(RawRequest request, string part)
    {
        var headers = new Dictionary<string, string>(request.Headers, StringComparer.OrdinalIgnoreCase);
        switch (part)
        {
            case "body":
                return request with { Body = Encoding.UTF8.GetBytes("Action=GetCallerIdentity&Version=2011-06-16") };
            case "path":
                return request with { Path = "/elsewhere" };
            case "query":
                return request with { Query = "x=1" };
            case "header":
                headers["x-amz-trace"] = "two";
                break;
            case "unsigned header":
                headers["x-amz-extra"] = "unsigned";
                break;
            default:
                headers["authorization"] = headers["authorization"][..^1] + (headers["authorization"][^1] == '0' ? '1' : '0');
                break;
        }

        return request with { Headers = headers };
    }
}

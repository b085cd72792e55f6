using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Protocols;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

/// <summary>The envelopes of the five wire protocols, each around an operation that only echoes.</summary>
public sealed class ProtocolTests
{
    private const string Id = "6f2b6f0e-0000-4000-8000-000000000001";
    private static readonly SandboxAccount Account = new("111122223333", "northwind-legacy", "aws@northwind-legacy.example");
    private static readonly Call Call = new(new SandboxOrganization(), Account, "eu-west-1", new Caller("arn:aws:iam::111122223333:user/x", "AIDA", "AKIA"), new ManualClock("2026-11-20T08:00:00Z").Now);

    private static readonly Dictionary<string, QueryOperation> Query = new() { ["Echo"] = (_, input) => [new XElement("Said", input["Word"])], ["Silent"] = (_, _) => [] };
    private static readonly Dictionary<string, JsonOperation> Json = new() { ["Echo"] = (_, input) => new JsonObject { ["Said"] = (string?)input["Word"] } };

    [Fact]
    public void AQueryAnswerHasItsResultItsNamespaceAndItsRequestId()
    {
        var protocol = new QueryProtocol("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/", Query);
        Assert.Equal(
            $"""<?xml version="1.0" encoding="utf-8"?><EchoResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><EchoResult><Said>a b</Said></EchoResult><ResponseMetadata><RequestId>{Id}</RequestId></ResponseMetadata></EchoResponse>""",
            Text(protocol.Run(Call, Form("Action=Echo&Word=a+b"), Id)));
        Assert.DoesNotContain("SilentResult", Text(protocol.Run(Call, Form("Action=Silent"), Id)), StringComparison.Ordinal);
        Assert.Equal(Id, protocol.Run(Call, Form("Action=Silent"), Id).Headers["x-amzn-RequestId"]);
    }

    [Fact]
    public void AQueryErrorSaysWhoseItIs()
    {
        var protocol = new QueryProtocol("2010-05-08", "urn:x", Query);
        Assert.Equal(
            $"""<?xml version="1.0" encoding="utf-8"?><ErrorResponse xmlns="urn:x"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>gone</Message></Error><RequestId>{Id}</RequestId></ErrorResponse>""",
            Text(protocol.Error(new AwsError("NoSuchEntity", "gone", 404), Id)));
        var unknown = Assert.Throws<AwsError>(() => protocol.Run(Call, Form("Action=Nothing&Version=2010-05-08"), Id));
        Assert.Equal(("InvalidAction", 400), (unknown.Code, unknown.Status));
    }

    [Fact]
    public void AnEc2AnswerHasNoResultElement()
    {
        var protocol = new Ec2Protocol("2016-11-15", "http://ec2.amazonaws.com/doc/2016-11-15/", Query);
        Assert.Equal(
            $"""<?xml version="1.0" encoding="utf-8"?><EchoResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>{Id}</requestId><Said>hi</Said></EchoResponse>""",
            Text(protocol.Run(Call, Form("Action=Echo&Word=hi"), Id)));
        Assert.Contains("<Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><Errors><Error><Code>X</Code>", Text(protocol.Error(new AwsError("X", "y"), Id)), StringComparison.Ordinal);
        Assert.Equal(("UnauthorizedOperation", "RequestLimitExceeded"), (protocol.Denied(Call.Caller, "ec2", "DescribeRegions").Code, protocol.Throttled().Code));
    }

    [Theory]
    [InlineData("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.Echo")]
    [InlineData("CloudTrail_20131101.Echo")]
    public void AJsonOperationIsNamedByItsTarget(string target)
    {
        var protocol = new JsonProtocol("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", Json);
        var answer = protocol.Run(Call, Targeted(target, """{"Word":"hi"}"""), Id);
        Assert.Equal("""{"Said":"hi"}""", Text(answer));
        Assert.Equal("application/x-amz-json-1.1", answer.ContentType);
    }

    [Theory]
    [InlineData("Other_20131101.Echo", "{}", "UnknownOperationException")]
    [InlineData("CloudTrail_20131101.Nothing", "{}", "UnknownOperationException")]
    [InlineData("CloudTrail_20131101.Echo", "{", "SerializationException")]
    [InlineData("CloudTrail_20131101.Echo", "[]", "SerializationException")]
    public void AJsonRequestThatIsNotUnderstoodIsRefused(string target, string body, string code)
    {
        var protocol = new JsonProtocol("com.amazonaws.CloudTrail_20131101", Json);
        Assert.Equal(code, Assert.Throws<AwsError>(() => protocol.Run(Call, Targeted(target, body), Id)).Code);
    }

    [Fact]
    public void AJsonErrorStandsInBodyAndHeader()
    {
        var answer = new JsonProtocol("x", Json).Error(new AwsError("TrailNotFoundException", "no trail"), Id);
        Assert.Equal("""{"__type":"TrailNotFoundException","message":"no trail"}""", Text(answer));
        Assert.Equal("TrailNotFoundException", answer.Headers["x-amzn-ErrorType"]);
    }

    [Fact]
    public void ARestJsonRouteGetsItsDecodedPath()
    {
        var protocol = new RestJsonProtocol([new RestRoute("Get", "GET", "/analyzer/{Name}", (_, request) => new RestResult(Json: new JsonObject { ["name"] = request.Path["Name"] }))]);
        var request = new RawRequest("GET", "/analyzer/arn%3Aaws%2Fx", "", new Dictionary<string, string>(), []);
        Assert.Equal("Get", protocol.OperationOf(request));
        Assert.Equal("""{"name":"arn:aws/x"}""", Text(protocol.Run(Call, request, Id)));
        Assert.Equal(404, Assert.Throws<AwsError>(() => protocol.Run(Call, request with { Method = "PUT" }, Id)).Status);
    }

    [Theory]
    [InlineData("GET", "/", "", "ListBuckets")]
    [InlineData("GET", "/", "x-id=ListBuckets&max-buckets=5", "ListBuckets")]
    [InlineData("HEAD", "/northwind-logs", "", "HeadBucket")]
    [InlineData("GET", "/northwind-logs", "publicAccessBlock", "GetPublicAccessBlock")]
    [InlineData("GET", "/northwind-logs/", "policyStatus=", "GetBucketPolicyStatus")]
    [InlineData("GET", "/northwind-logs", "list-type=2", "ListObjectsV2")]
    [InlineData("GET", "/northwind-logs/AWSLogs/a.json", "", "GetObject")]
    [InlineData("GET", "/northwind-logs", "cors", "")]
    public void AnS3RequestIsRoutedByMethodPathAndSubresource(string method, string path, string query, string operation)
    {
        Assert.Equal(operation, S3().OperationOf(new RawRequest(method, path, query, new Dictionary<string, string> { ["host"] = "127.0.0.1:5999" }, [])));
    }

    [Fact]
    public void ABucketMayStandInTheHost()
    {
        var request = new RawRequest("GET", "/", "publicAccessBlock", new Dictionary<string, string> { ["host"] = "northwind-logs.localhost:5999" }, []);
        Assert.Contains("<Bucket>northwind-logs</Bucket>", Text(S3().Run(Call, request, Id)), StringComparison.Ordinal);
    }

    [Fact]
    public void AnS3ErrorHasNoNamespaceAndBothIds()
    {
        var answer = S3().Error(new AwsError("NoSuchBucket", "none", 404), Id);
        Assert.Contains($"<Error><Code>NoSuchBucket</Code><Message>none</Message><RequestId>{Id}</RequestId><HostId>", Text(answer), StringComparison.Ordinal);
        Assert.Equal(Id, answer.Headers["x-amz-request-id"]);
        Assert.NotEmpty(answer.Headers["x-amz-id-2"]);
    }

    [Fact]
    public void AnAttributeKeepsItsOwnNamespace()
    {
        XNamespace xsi = "http://www.w3.org/2001/XMLSchema-instance";
        var grantee = new XElement("Grantee", new XAttribute(XNamespace.Xmlns + "xsi", xsi), new XAttribute(xsi + "type", "Group"), new XElement("URI", "all"));
        Assert.Equal(
            """<?xml version="1.0" encoding="utf-8"?><Grantee xsi:type="Group" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="urn:s3"><URI>all</URI></Grantee>""",
            Encoding.UTF8.GetString(XmlText.Write(grantee, "urn:s3")));
    }

    private static RestXmlProtocol S3() => new("urn:s3",
    [
        Echo("GetObject", "GET", "/{Bucket}/{Key}"),
        Echo("ListObjectsV2", "GET", "/{Bucket}"),
        Echo("HeadBucket", "HEAD", "/{Bucket}"),
        Echo("ListBuckets", "GET", "/"),
        Echo("GetPublicAccessBlock", "GET", "/{Bucket}?publicAccessBlock"),
        Echo("GetBucketPolicyStatus", "GET", "/{Bucket}?policyStatus"),
    ]);

    private static RestRoute Echo(string operation, string method, string template) =>
        new(operation, method, template, (_, request) => new RestResult(Xml: new XElement("Echo", new XElement("Bucket", request.Path["Bucket"]))));

    private static RawRequest Form(string body) => new("POST", "/", "", new Dictionary<string, string> { ["content-type"] = "application/x-www-form-urlencoded; charset=utf-8" }, Encoding.UTF8.GetBytes(body));

    private static RawRequest Targeted(string target, string body) => new("POST", "/", "", new Dictionary<string, string> { ["x-amz-target"] = target }, Encoding.UTF8.GetBytes(body));

    private static string Text(Answer answer) => Encoding.UTF8.GetString(answer.Body);
}

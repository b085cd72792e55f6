using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

public sealed class S3Tests
{
    private readonly SandboxScene scene = new();

    [Fact]
    public void BucketsAreListedInPagesWithTheirRegions()
    {
        var first = Ask("ListBuckets", "", query: "max-buckets=3").Xml!;
        var second = Ask("ListBuckets", "", query: "max-buckets=3&continuation-token=" + Uri.EscapeDataString(first.Element("ContinuationToken")!.Value)).Xml!;
        var buckets = first.Descendants("Bucket").Concat(second.Descendants("Bucket")).ToDictionary(b => b.Element("Name")!.Value, b => b.Element("BucketRegion")!.Value);
        Assert.Equal(5, buckets.Count);
        Assert.Equal("eu-central-1", buckets["northwind-backups"]);
        Assert.Null(second.Element("ContinuationToken"));
        Fails("InvalidArgument", 400, () => Ask("ListBuckets", "", query: "max-buckets=many"));
    }

    [Fact]
    public void ABucketElsewhereRedirectsToItsRegion()
    {
        var answer = Ask("GetBucketAcl", "northwind-backups", region: "eu-west-1");
        Assert.Equal(301, answer.Status);
        Assert.Equal("PermanentRedirect", answer.Xml!.Element("Code")!.Value);
        Assert.Equal("eu-central-1", answer.Headers!["x-amz-bucket-region"]);
        Assert.Equal(301, Ask("HeadBucket", "northwind-backups", region: "eu-west-1").Status);
    }

    [Fact]
    public void TheLocationIsToldInUsEast1()
    {
        Assert.Equal("eu-central-1", Ask("GetBucketLocation", "northwind-backups", region: "us-east-1").Xml!.Value);
        Assert.Equal("", Ask("GetBucketLocation", "northwind-ci", region: "us-east-1").Xml!.Value);
    }

    [Fact]
    public void HeadTellsMissingFromForeign()
    {
        Assert.Equal(200, Ask("HeadBucket", "northwind-legacy-logs").Status);
        Assert.Equal(404, Ask("HeadBucket", "northwind-old-trail-logs", region: "us-east-1").Status);
        Assert.Equal(403, Ask("HeadBucket", "northwind-core-data").Status);
        Assert.Equal(403, Ask("HeadBucket", "northwind-legacy-logs", headers: ("x-amz-expected-bucket-owner", SandboxScene.Core)).Status);
    }

    [Fact]
    public void ABucketIsMadeOnceAndItsNameIsTakenForAll()
    {
        const string Body = "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>";
        Assert.Equal("/chatguard-trail-1", Ask("CreateBucket", "chatguard-trail-1", Body).Headers!["Location"]);
        Fails("BucketAlreadyOwnedByYou", 409, () => Ask("CreateBucket", "chatguard-trail-1", Body));
        Fails("BucketAlreadyExists", 409, () => Ask("CreateBucket", "northwind-core-data", Body));
        Fails("IllegalLocationConstraintException", 400, () => Ask("CreateBucket", "chatguard-trail-2"));
        Fails("InvalidBucketName", 400, () => Ask("CreateBucket", "Not A Name", Body));
    }

    [Fact]
    public void ThePublicAccessBlockIsSetAndRemoved()
    {
        Fails("NoSuchPublicAccessBlockConfiguration", 404, () => Ask("GetPublicAccessBlock", "northwind-legacy-logs"));
        Ask("PutPublicAccessBlock", "northwind-legacy-logs", "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>");
        var block = Ask("GetPublicAccessBlock", "northwind-legacy-logs").Xml!;
        Assert.Equal(["true", "false", "false", "false"], block.Elements().Select(e => e.Value));
        Assert.Equal(204, Ask("DeletePublicAccessBlock", "northwind-legacy-logs").Status);
        Fails("NoSuchPublicAccessBlockConfiguration", 404, () => Ask("GetPublicAccessBlock", "northwind-legacy-logs"));
    }

    [Fact]
    public void TheAccountHasABlockOfItsOwn()
    {
        var account = ("x-amz-account-id", SandboxScene.Legacy);
        Fails("NoSuchPublicAccessBlockConfiguration", 404, () => Control("GetPublicAccessBlock", account));
        Control("PutPublicAccessBlock", account, "<PublicAccessBlockConfiguration><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>");
        Assert.Equal("true", Control("GetPublicAccessBlock", account).Xml!.Element("RestrictPublicBuckets")!.Value);
        Control("DeletePublicAccessBlock", account);
        Fails("NoSuchPublicAccessBlockConfiguration", 404, () => Control("GetPublicAccessBlock", account));
        Fails("AccessDenied", 403, () => Control("GetPublicAccessBlock", ("x-amz-account-id", SandboxScene.Core)));
    }

    [Theory]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}""", "true")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":"s3:*","Resource":"*"}}""", "true")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}""", "false")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]}""", "false")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"s3:*","Resource":"*"}]}""", "false")]
    public void APolicyIsPublicWhenItAllowsEveryone(string policy, string isPublic)
    {
        Ask("PutBucketPolicy", "northwind-legacy-logs", policy);
        Assert.Equal(isPublic, Ask("GetBucketPolicyStatus", "northwind-legacy-logs").Xml!.Value);
        Assert.Equal("2012-10-17", (string?)Ask("GetBucketPolicy", "northwind-legacy-logs").Json!["Version"]);
    }

    [Fact]
    public void AMissingOrMalformedPolicyIsTold()
    {
        Ask("DeleteBucketPolicy", "northwind-app-data");
        Fails("NoSuchBucketPolicy", 404, () => Ask("GetBucketPolicy", "northwind-app-data"));
        Fails("NoSuchBucketPolicy", 404, () => Ask("GetBucketPolicyStatus", "northwind-app-data"));
        Fails("MalformedPolicy", 400, () => Ask("PutBucketPolicy", "northwind-app-data", "not json"));
        Fails("MalformedPolicy", 400, () => Ask("PutBucketPolicy", "northwind-app-data", "[]"));
    }

    [Fact]
    public void ABlockedBucketRefusesPublicPoliciesAndLists()
    {
        const string Open = """{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}""";
        Fails("AccessDenied", 403, () => Ask("PutBucketPolicy", "northwind-app-data", Open));
        Ask("PutPublicAccessBlock", "northwind-legacy-logs", "<P><BlockPublicAcls>true</BlockPublicAcls></P>");
        Fails("AccessDenied", 403, () => Ask("PutBucketAcl", "northwind-legacy-logs", headers: ("x-amz-acl", "public-read")));
        Fails("AccessControlListNotSupported", 400, () => Ask("PutBucketAcl", "northwind-app-data", headers: ("x-amz-acl", "public-read")));
    }

    [Fact]
    public void TheLogBucketIsReadableByAllUntilItsListIsMadePrivate()
    {
        var uris = Ask("GetBucketAcl", "northwind-legacy-logs").Xml!.Descendants("URI").Select(e => e.Value);
        Assert.Equal(["http://acs.amazonaws.com/groups/global/AllUsers"], uris);
        var saved = Ask("GetBucketAcl", "northwind-legacy-logs").Xml!.ToString();
        Ask("PutBucketAcl", "northwind-legacy-logs", headers: ("x-amz-acl", "private"));
        Assert.Single(Ask("GetBucketAcl", "northwind-legacy-logs").Xml!.Descendants("Grant"));
        Ask("PutBucketAcl", "northwind-legacy-logs", saved);
        Assert.Equal(saved, Ask("GetBucketAcl", "northwind-legacy-logs").Xml!.ToString());
    }

    [Fact]
    public void VersioningStartsUnsetAndStaysOnceSet()
    {
        Assert.Empty(Ask("GetBucketVersioning", "northwind-legacy-logs").Xml!.Elements());
        Ask("PutBucketVersioning", "northwind-legacy-logs", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        Assert.Equal("Enabled", Ask("GetBucketVersioning", "northwind-legacy-logs").Xml!.Element("Status")!.Value);
        Fails("IllegalVersioningConfigurationException", 400, () => Ask("PutBucketVersioning", "northwind-legacy-logs", "<VersioningConfiguration/>"));
        Fails("AccessDenied", 403, () => Ask("PutBucketVersioning", "northwind-legacy-logs", "<V><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></V>"));
    }

    [Fact]
    public void AccessLogsGoToABucketInTheSameRegion()
    {
        Ask("PutBucketLogging", "northwind-legacy-logs", Logging("northwind-app-data"));
        Assert.Equal("northwind-app-data", Ask("GetBucketLogging", "northwind-legacy-logs").Xml!.Descendants("TargetBucket").Single().Value);
        Fails("InvalidTargetBucketForLogging", 400, () => Ask("PutBucketLogging", "northwind-legacy-logs", Logging("northwind-ci")));
        Ask("PutBucketLogging", "northwind-legacy-logs", "<BucketLoggingStatus/>");
        Assert.Empty(Ask("GetBucketLogging", "northwind-legacy-logs").Xml!.Elements());
    }

    [Fact]
    public void EncryptionIsAesUntilAKeyIsNamed()
    {
        Assert.Equal("AES256", Ask("GetBucketEncryption", "northwind-app-data").Xml!.Descendants("SSEAlgorithm").Single().Value);
        Ask("PutBucketEncryption", "northwind-app-data", "<S><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule></S>");
        Assert.Equal("k", Ask("GetBucketEncryption", "northwind-app-data").Xml!.Descendants("KMSMasterKeyID").Single().Value);
        Fails("MalformedXML", 400, () => Ask("PutBucketEncryption", "northwind-app-data", "<S/>"));
        Fails("MalformedXML", 400, () => Ask("PutBucketEncryption", "northwind-app-data", "no xml"));
    }

    [Fact]
    public void TheCoreLogBucketIsKeptAsItShouldBe()
    {
        XElement Read(string operation) => Ask(operation, "northwind-core-trail", account: SandboxScene.Core).Xml!;
        Assert.Equal("Enabled", Read("GetObjectLockConfiguration").Value);
        Assert.Equal("Enabled", Read("GetBucketVersioning").Element("MfaDelete")!.Value);
        Assert.Equal("northwind-core-data", Read("GetBucketLogging").Descendants("TargetBucket").Single().Value);
        Assert.Equal("false", Read("GetBucketPolicyStatus").Value);
        Assert.Equal("BucketOwnerEnforced", Read("GetBucketOwnershipControls").Value);
        Assert.Contains(Read("GetBucketTagging").Descendants("Value"), value => value.Value == "cloudtrail");
        Fails("ObjectLockConfigurationNotFoundError", 404, () => Ask("GetObjectLockConfiguration", "northwind-legacy-logs"));
        Fails("NoSuchTagSet", 404, () => Ask("GetBucketTagging", "northwind-legacy-logs"));
    }

    [Fact]
    public void SomeoneElsesBucketIsDeniedAndAMissingOneIsNotThere()
    {
        Fails("AccessDenied", 403, () => Ask("GetBucketAcl", "northwind-core-data"));
        Fails("NoSuchBucket", 404, () => Ask("GetBucketAcl", "northwind-nowhere"));
        Fails("AccessDenied", 403, () => Ask("GetBucketAcl", "northwind-legacy-logs", headers: ("x-amz-expected-bucket-owner", SandboxScene.Core)));
    }

    private static string Logging(string target) => $"<BucketLoggingStatus><LoggingEnabled><TargetBucket>{target}</TargetBucket><TargetPrefix>p/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>";

    private RestResult Ask(string operation, string bucket, string body = "", string region = "eu-west-1", string query = "", string account = SandboxScene.Legacy, params (string, string)[] headers) =>
        scene.Rest(S3.Routes, account, region, operation, [bucket], body, query, headers);

    private RestResult Control(string operation, (string, string) account, string body = "") => scene.Rest(S3Control.Routes, SandboxScene.Legacy, "us-east-1", operation, [], body, "", account);

    private static void Fails(string code, int status, Action act)
    {
        var error = Assert.Throws<AwsError>(act);
        Assert.Equal((code, status), (error.Code, error.Status));
    }
}

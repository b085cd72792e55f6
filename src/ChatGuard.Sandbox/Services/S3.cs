using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>S3 2006-03-01: buckets and their configuration; objects are not kept.</summary>
internal static partial class S3
{
    private static readonly IReadOnlyList<RestRoute> BucketRoutes =
    [
        new("ListBuckets", "GET", "/", ListBuckets),
        new("CreateBucket", "PUT", "/{Bucket}", CreateBucket),
        new("HeadBucket", "HEAD", "/{Bucket}", HeadBucket),
        new("GetBucketLocation", "GET", "/{Bucket}?location", GetBucketLocation),
    ];

    public static IReadOnlyList<RestRoute> Routes { get; } = [.. BucketRoutes, .. AccessRoutes(), .. SettingRoutes()];

    /// <summary>The bucket of this name, whoever owns it.</summary>
    public static Bucket? Existing(SandboxOrganization organization, string name) =>
        organization.Accounts.Select(account => account.S3.Buckets.GetValueOrDefault(name)).FirstOrDefault(bucket => bucket is not null);

    /// <summary>The id by which S3 knows an account.</summary>
    public static string CanonicalId(string accountId) => Wire.Hex("canonical" + accountId, 64);

    /// <summary>An operation on one bucket of the caller's.</summary>
    private static RestRoute On(string operation, string method, string subresource, Func<Call, Bucket, RestRequest, RestResult> handle) =>
        new(operation, method, "/{Bucket}?" + subresource, (call, request) =>
        {
            var bucket = Owned(call, request);
            return bucket.Region == call.Region ? handle(call, bucket, request) : Elsewhere(bucket);
        });

    /// <exception cref="AwsError">No such bucket, someone else's, or not owned by whom the caller expects.</exception>
    private static Bucket Owned(Call call, RestRequest request)
    {
        var bucket = Existing(call.Organization, request.Path["Bucket"]) ?? throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
        return bucket.Owner == call.Account.Id && (Header(request, "x-amz-expected-bucket-owner") ?? bucket.Owner) == bucket.Owner
            ? bucket
            : throw Denied();
    }

    private static AwsError Denied() => new("AccessDenied", "Access Denied", 403);

    private static string? Header(RestRequest request, string name) =>
        request.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Sends the caller to the bucket's own region.</summary>
    private static RestResult Elsewhere(Bucket bucket) => new(
        301,
        Xml: new XElement("Error",
            new XElement("Code", "PermanentRedirect"),
            new XElement("Message", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."),
            new XElement("Endpoint", $"{bucket.Name}.s3.{bucket.Region}.amazonaws.com"),
            new XElement("Bucket", bucket.Name)),
        Headers: RegionHeader(bucket));

    private static Dictionary<string, string> RegionHeader(Bucket bucket) => new(StringComparer.OrdinalIgnoreCase) { ["x-amz-bucket-region"] = bucket.Region };

    private static RestResult ListBuckets(Call call, RestRequest request)
    {
        var region = request.Query.GetValueOrDefault("bucket-region");
        var prefix = request.Query.GetValueOrDefault("prefix");
        var buckets = call.Account.S3.Buckets.Values
            .Where(bucket => region is null || bucket.Region == region)
            .Where(bucket => prefix is null || bucket.Name.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(bucket => bucket.Name, StringComparer.Ordinal)
            .ToList();
        var size = Page.Size(request.Query.GetValueOrDefault("max-buckets"), 10_000, "InvalidArgument");
        var page = Page.Of(buckets, size, request.Query.GetValueOrDefault("continuation-token"), "buckets", "InvalidArgument");
        return new RestResult(Xml: new XElement("ListAllMyBucketsResult",
            new XElement("Owner", new XElement("ID", CanonicalId(call.Account.Id))),
            new XElement("Buckets", page.Items.Select(bucket => new XElement("Bucket",
                new XElement("Name", bucket.Name),
                new XElement("CreationDate", Wire.Iso(bucket.CreationDate)),
                new XElement("BucketRegion", bucket.Region),
                new XElement("BucketArn", $"arn:aws:s3:::{bucket.Name}")))),
            page.NextToken is { } next ? new XElement("ContinuationToken", next) : null,
            prefix is null ? null : new XElement("Prefix", prefix)));
    }

    private static RestResult CreateBucket(Call call, RestRequest request)
    {
        var name = request.Path["Bucket"];
        if (name.Length is < 3 or > 63 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
        {
            throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
        }

        var region = Constraint(request) ?? "us-east-1";
        if (region != call.Region)
        {
            throw new AwsError("IllegalLocationConstraintException", $"The {region} location constraint is incompatible for the region specific endpoint this request was sent to.");
        }

        if (Existing(call.Organization, name) is { } taken)
        {
            throw taken.Owner == call.Account.Id
                ? new AwsError("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", 409)
                : new AwsError("BucketAlreadyExists", "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.", 409);
        }

        call.Account.S3.Buckets[name] = new Bucket(name, call.Account.Id, region, call.Now)
        {
            PublicAccessBlock = PublicAccessBlock.All,
            ObjectLock = Header(request, "x-amz-bucket-object-lock-enabled") == "true",
            ObjectOwnership = Header(request, "x-amz-object-ownership") ?? "BucketOwnerEnforced",
        };
        return new RestResult(Headers: new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = "/" + name });
    }

    private static string? Constraint(RestRequest request) => request.Body.Length == 0 ? null : Part(Body(request), "LocationConstraint")?.Value;

    private static RestResult HeadBucket(Call call, RestRequest request)
    {
        if (Existing(call.Organization, request.Path["Bucket"]) is not { } bucket)
        {
            return new RestResult(404);
        }

        var expected = Header(request, "x-amz-expected-bucket-owner") ?? bucket.Owner;
        var mayList = bucket.Owner == call.Account.Id || bucket.Grants.Any(grant => grant is { Uri: BucketGrant.AllUsers, Permission: "READ" or "FULL_CONTROL" });
        var status = !mayList || expected != bucket.Owner ? 403 : bucket.Region == call.Region ? 200 : 301;
        return new RestResult(status, Headers: RegionHeader(bucket));
    }

    /// <summary>Answered in us-east-1 for every bucket, and with an empty element for one that lives there.</summary>
    private static RestResult GetBucketLocation(Call call, RestRequest request)
    {
        var bucket = Owned(call, request);
        return bucket.Region == call.Region || call.Region == "us-east-1"
            ? new RestResult(Xml: new XElement("LocationConstraint", bucket.Region == "us-east-1" ? null : bucket.Region))
            : Elsewhere(bucket);
    }

    /// <exception cref="AwsError">The body is not XML.</exception>
    private static XElement Body(RestRequest request)
    {
        try
        {
            using var stream = new MemoryStream(request.Body);
            return XElement.Load(stream);
        }
        catch (System.Xml.XmlException)
        {
            throw new AwsError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");
        }
    }

    /// <summary>The first element of this name below, in whatever namespace the client wrote.</summary>
    private static XElement? Part(XElement body, string name) => body.DescendantsAndSelf().FirstOrDefault(element => element.Name.LocalName == name);
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services;

/// <summary>Who may reach a bucket: its public access block, policy and access control list.</summary>
internal static partial class S3
{
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    private static IEnumerable<RestRoute> AccessRoutes() =>
    [
        On("GetPublicAccessBlock", "GET", "publicAccessBlock", (_, bucket, _) => new RestResult(Xml: Write(bucket.PublicAccessBlock ?? throw NoBlock()))),
        On("PutPublicAccessBlock", "PUT", "publicAccessBlock", (_, bucket, request) => Done(() => bucket.PublicAccessBlock = ReadBlock(request))),
        On("DeletePublicAccessBlock", "DELETE", "publicAccessBlock", (_, bucket, _) => Done(() => bucket.PublicAccessBlock = null, 204)),
        On("GetBucketPolicyStatus", "GET", "policyStatus", GetBucketPolicyStatus),
        On("GetBucketPolicy", "GET", "policy", (_, bucket, _) => new RestResult(Json: JsonNode.Parse(bucket.Policy ?? throw NoPolicy()))),
        On("PutBucketPolicy", "PUT", "policy", PutBucketPolicy),
        On("DeleteBucketPolicy", "DELETE", "policy", (_, bucket, _) => Done(() => bucket.Policy = null, 204)),
        On("GetBucketAcl", "GET", "acl", (_, bucket, _) => new RestResult(Xml: Acl(bucket))),
        On("PutBucketAcl", "PUT", "acl", PutBucketAcl),
    ];

    /// <summary>The answer body of GetPublicAccessBlock, which S3 Control shares.</summary>
    public static XElement Write(PublicAccessBlock block) => new("PublicAccessBlockConfiguration",
        new XElement("BlockPublicAcls", block.BlockPublicAcls),
        new XElement("IgnorePublicAcls", block.IgnorePublicAcls),
        new XElement("BlockPublicPolicy", block.BlockPublicPolicy),
        new XElement("RestrictPublicBuckets", block.RestrictPublicBuckets));

    /// <summary>A switch that is left out is off.</summary>
    public static PublicAccessBlock ReadBlock(RestRequest request)
    {
        var body = Body(request);
        bool On(string name) => Part(body, name)?.Value.Trim() is "true" or "TRUE";
        return new PublicAccessBlock(On("BlockPublicAcls"), On("IgnorePublicAcls"), On("BlockPublicPolicy"), On("RestrictPublicBuckets"));
    }

    public static AwsError NoBlock() => new("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 404);

    private static AwsError NoPolicy() => new("NoSuchBucketPolicy", "The bucket policy does not exist", 404);

    private static RestResult Done(Action change, int status = 200)
    {
        change();
        return new RestResult(status);
    }

    private static RestResult GetBucketPolicyStatus(Call call, Bucket bucket, RestRequest request) => new(Xml: new XElement("PolicyStatus",
        new XElement("IsPublic", IsPublic(bucket.Policy ?? throw NoPolicy()))));

    private static RestResult PutBucketPolicy(Call call, Bucket bucket, RestRequest request)
    {
        var policy = Encoding.UTF8.GetString(request.Body);
        bool open;
        try
        {
            open = IsPublic(policy);
        }
        catch (JsonException)
        {
            throw new AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
        }

        if (open && (bucket.PublicAccessBlock?.BlockPublicPolicy == true || call.Account.S3.PublicAccessBlock?.BlockPublicPolicy == true))
        {
            throw Denied();
        }

        bucket.Policy = policy;
        return new RestResult(204);
    }

    /// <summary>A policy is public when it allows everyone and no condition narrows that to known callers.</summary>
    /// <exception cref="JsonException">The text is no policy.</exception>
    private static bool IsPublic(string policy)
    {
        var statements = (JsonNode.Parse(policy) as JsonObject)?["Statement"] ?? throw new JsonException("A policy has statements");
        return (statements as JsonArray ?? [statements.DeepClone()]).OfType<JsonObject>().Any(statement =>
            (string?)statement["Effect"] == "Allow" && Everyone(statement["Principal"]) && statement["Condition"] is null);
    }

    private static bool Everyone(JsonNode? principal) => principal switch
    {
        JsonObject of => Everyone(of["AWS"]),
        JsonArray many => many.Any(Everyone),
        JsonValue one => (string?)one == "*",
        _ => false,
    };

    private static XElement Acl(Bucket bucket)
    {
        var owner = CanonicalId(bucket.Owner);
        return new XElement("AccessControlPolicy",
            new XElement("Owner", new XElement("ID", owner)),
            new XElement("AccessControlList", bucket.Grants.Prepend(new BucketGrant("FULL_CONTROL", null, owner)).Select(Grant)));
    }

    private static XElement Grant(BucketGrant grant) => new("Grant",
        new XElement("Grantee",
            new XAttribute(XNamespace.Xmlns + "xsi", Xsi.NamespaceName),
            new XAttribute(Xsi + "type", grant.Uri is null ? "CanonicalUser" : "Group"),
            grant.Uri is { } uri ? new XElement("URI", uri) : new XElement("ID", grant.CanonicalId)),
        new XElement("Permission", grant.Permission));

    private static RestResult PutBucketAcl(Call call, Bucket bucket, RestRequest request)
    {
        var grants = Header(request, "x-amz-acl") is { } canned ? Canned(canned) : GrantsIn(Body(request), bucket);
        if (grants.Count > 0 && bucket.ObjectOwnership == "BucketOwnerEnforced")
        {
            throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
        }

        if (grants.Any(grant => grant.IsPublic) && (bucket.PublicAccessBlock?.BlockPublicAcls == true || call.Account.S3.PublicAccessBlock?.BlockPublicAcls == true))
        {
            throw Denied();
        }

        bucket.Grants = grants;
        return new RestResult();
    }

    private static IReadOnlyList<BucketGrant> Canned(string acl) => acl switch
    {
        "private" => [],
        "public-read" => [new("READ", BucketGrant.AllUsers, null)],
        "public-read-write" => [new("READ", BucketGrant.AllUsers, null), new("WRITE", BucketGrant.AllUsers, null)],
        "authenticated-read" => [new("READ", BucketGrant.AuthenticatedUsers, null)],
        _ => throw new AwsError("InvalidArgument", $"The canned ACL {acl} is not known."),
    };

    private static List<BucketGrant> GrantsIn(XElement body, Bucket bucket) =>
    [
        .. body.Descendants().Where(element => element.Name.LocalName == "Grant")
            .Select(grant => new BucketGrant(Part(grant, "Permission")?.Value ?? "", Part(grant, "URI")?.Value, Part(grant, "ID")?.Value))
            .Where(grant => grant.CanonicalId != CanonicalId(bucket.Owner)),
    ];
}

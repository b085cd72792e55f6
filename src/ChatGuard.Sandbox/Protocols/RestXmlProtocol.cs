using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>The rest-xml protocol of S3 and S3 Control; the bucket may stand in the path or in the host.</summary>
internal sealed class RestXmlProtocol(string xmlns, IReadOnlyList<RestRoute> routes, bool bucketInHost = true) : Protocol
{
    private readonly RouteTable table = new(routes, subresources: true);

    public override string OperationOf(RawRequest request) => table.Match(request, PathOf(request))?.Route.Operation ?? "";

    public override JsonObject ParametersOf(RawRequest request) =>
        new(table.Match(request, PathOf(request))?.Path.Select(value => KeyValuePair.Create<string, JsonNode?>(value.Key, value.Value)) ?? []);

    public override Answer Run(Call call, RawRequest request, string requestId)
    {
        var (route, path) = table.Match(request, PathOf(request)) ?? throw new AwsError("NotImplemented", "A header or query you provided implies functionality that is not implemented", 501);
        var result = route.Handle(call, new RestRequest(request.Method, path, request.QueryParameters(), request.Headers, request.Body));
        var body = (result.Xml, result.Json) switch
        {
            ({ } xml, _) => XmlText.Write(xml, xmlns),
            (_, { } json) => Encoding.UTF8.GetBytes(json.ToJsonString()),
            _ => [],
        };
        return Stamp(new Answer(result.Status, result.Json is null ? "application/xml" : "application/json", body, result.Headers ?? new Dictionary<string, string>()), requestId);
    }

    public override Answer Error(AwsError error, string requestId)
    {
        var body = new XElement(
            "Error",
            new XElement("Code", error.Code),
            new XElement("Message", error.Message),
            new XElement("RequestId", requestId),
            new XElement("HostId", HostId(requestId)));
        return Stamp(new Answer(error.Status, "application/xml", XmlText.Write(body, ""), new Dictionary<string, string>()), requestId);
    }

    public override AwsError Refuse(AuthFailure failure, string message) => failure switch
    {
        AuthFailure.MissingToken => new AwsError("AccessDenied", "Access Denied", 403),
        AuthFailure.Incomplete => new AwsError("AuthorizationHeaderMalformed", message),
        AuthFailure.UnknownKey => new AwsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
        AuthFailure.Skewed => new AwsError("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", 403),
        AuthFailure.ExpiredToken => new AwsError("ExpiredToken", "The provided token has expired."),
        AuthFailure.BodyMismatch => new AwsError("XAmzContentSHA256Mismatch", message),
        _ => new AwsError("SignatureDoesNotMatch", message, 403),
    };

    // S3 Control's actions are s3: too.
    public override AwsError Denied(Caller caller, string action, string resource, string reason) =>
        base.Denied(caller, action.Replace("s3control:", "s3:", StringComparison.Ordinal), resource, reason);

    public override AwsError Throttled() => new("SlowDown", "Please reduce your request rate.", 503);

    public override AwsError Failed(int status) => status == 503
        ? new AwsError("ServiceUnavailable", "Service is unable to handle request.", 503)
        : new AwsError("InternalError", "We encountered an internal error. Please try again.", status);

    private static Answer Stamp(Answer answer, string requestId) => answer with
    {
        Headers = new Dictionary<string, string>(answer.Headers) { ["x-amz-request-id"] = requestId, ["x-amz-id-2"] = HostId(requestId) },
    };

    private static string HostId(string requestId) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(requestId)));

    private string PathOf(RawRequest request)
    {
        var host = request.Header("host")?.Split(':')[0] ?? "";
        string[] ends = [".s3.", ".s3-", ".localhost"];
        var end = ends.Select(mark => host.IndexOf(mark, StringComparison.Ordinal)).Where(at => at > 0).DefaultIfEmpty(0).Min();
        return bucketInHost && end > 0 ? "/" + host[..end] + (request.Path == "/" ? "" : request.Path) : request.Path;
    }
}

using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>One request whose signature was verified: who asks, in which account and region, at what time.</summary>
/// <param name="Organization">Everything the sandbox serves.</param>
/// <param name="Account">The account the caller's credentials belong to.</param>
/// <param name="Region">The region of the SigV4 scope, such as <c>eu-west-1</c>.</param>
/// <param name="Caller">The caller's identity.</param>
/// <param name="Now">The sandbox's clock.</param>
public sealed record Call(SandboxOrganization Organization, SandboxAccount Account, string Region, Caller Caller, DateTimeOffset Now)
{
    /// <summary>The clock of signatures and sessions; differs from <see cref="Now"/> where a test moves one of them.</summary>
    public DateTimeOffset SignatureNow { get; init; } = Now;
}

/// <summary>The principal behind a request: its ARN and unique id, and the role session when there is one.</summary>
public sealed record Caller(string Arn, string UserId, string AccessKeyId, string? RoleSessionName = null);

/// <summary>An error as AWS returns it; each protocol writes it in its own shape.</summary>
/// <param name="code">AWS's error code, such as <c>NoSuchEntity</c>.</param>
/// <param name="message">The sentence AWS sends with it.</param>
/// <param name="status">The HTTP status.</param>
public sealed class AwsError(string code, string message, int status = 400) : Exception(message)
{
    /// <summary>AWS's error code.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}

/// <summary>An operation of a query or ec2 service: form parameters in, children of the result element out.</summary>
public delegate IEnumerable<XElement> QueryOperation(Call call, QueryParameters input);

/// <summary>An operation of a json 1.0 or 1.1 service.</summary>
public delegate JsonObject JsonOperation(Call call, JsonObject input);

/// <summary>An operation of a rest-json service.</summary>
public delegate RestResult RestJsonOperation(Call call, RestRequest request);

/// <summary>An operation of a rest-xml service (S3, S3 Control).</summary>
public delegate RestResult RestXmlOperation(Call call, RestRequest request);

/// <summary>A REST request: <paramref name="Path"/> holds the values of the route's braces by name, the bucket and key for S3.</summary>
public sealed record RestRequest(
    string Method,
    IReadOnlyDictionary<string, string> Path,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body)
{
    /// <summary>The JSON body; an empty object where there is none.</summary>
    public JsonObject Json => Body.Length == 0 ? [] : JsonNode.Parse(Body)!.AsObject();
}

/// <summary>A REST answer: a JSON or XML body (or none), a status and headers.</summary>
public sealed record RestResult(int Status = 200, JsonNode? Json = null, XElement? Xml = null, IReadOnlyDictionary<string, string>? Headers = null);

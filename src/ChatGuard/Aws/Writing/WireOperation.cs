using System.Text.Json.Nodes;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Aws.Writing;

/// <summary>
/// The operations that remediations may send, S3's aside, and how each is written: an <see cref="AwsCall"/> holds AWS's parameters in the shape that
/// <c>aws … --cli-input-json</c> takes, whatever the service's protocol. What is not in this table cannot be sent.
/// </summary>
/// <param name="Service">Who is called.</param>
/// <param name="Path">The route of a rest-json operation, with braces for members that belong in the path.</param>
internal sealed record WireOperation(AwsService Service, string Path = "/")
{
    private static readonly string[] Iam =
    [
        "AddUserToGroup", "AttachGroupPolicy", "AttachUserPolicy", "CreateGroup", "CreateLoginProfile", "CreatePolicy", "DeactivateMFADevice", "DeleteAccessKey",
        "DeleteAccountPasswordPolicy", "DeleteGroup", "DeleteGroupPolicy", "DeleteLoginProfile", "DeletePolicy", "DeleteSigningCertificate", "DeleteUserPolicy",
        "DeleteVirtualMFADevice", "DetachGroupPolicy", "DetachUserPolicy", "PutGroupPolicy", "PutUserPolicy", "RemoveUserFromGroup", "UpdateAccessKey", "UpdateAccountPasswordPolicy",
    ];

    private static readonly string[] CloudTrail = ["CreateTrail", "DeleteTrail", "PutEventSelectors", "StartLogging", "StopLogging", "UpdateTrail"];

    private static readonly (string Operation, string Path)[] GuardDuty =
    [
        ("CreateDetector", "/detector"),
        ("UpdateDetector", "/detector/{DetectorId}"),
        ("ArchiveFindings", "/detector/{DetectorId}/findings/archive"),
        ("UnarchiveFindings", "/detector/{DetectorId}/findings/unarchive"),
    ];

    private static readonly Dictionary<string, WireOperation> All = new(
    [
        .. Iam.Select(name => KeyValuePair.Create($"iam:{name}", new WireOperation(AwsService.Iam))),
        .. CloudTrail.Select(name => KeyValuePair.Create($"cloudtrail:{name}", new WireOperation(AwsService.CloudTrail))),
        .. GuardDuty.Select(route => KeyValuePair.Create($"guardduty:{route.Operation}", new WireOperation(AwsService.GuardDuty, route.Path))),
    ], StringComparer.Ordinal);

    /// <summary>How a call is written; null where the table has no such operation.</summary>
    public static WireOperation? Find(AwsCall call) => All.GetValueOrDefault($"{call.Service}:{call.Operation}");

    /// <summary>The request; <paramref name="input"/> is the call's, its placeholders filled.</summary>
    public AwsRequest Request(string operation, JsonObject input) => Service.Protocol switch
    {
        AwsProtocol.Query => new AwsRequest(operation) { Parameters = Form(input) },
        AwsProtocol.Json => new AwsRequest(operation) { Body = input },
        _ => Rest(operation, input),
    };

    private AwsRequest Rest(string operation, JsonObject input)
    {
        var inPath = input.Where(member => Path.Contains($"{{{member.Key}}}", StringComparison.Ordinal)).ToDictionary(member => member.Key, member => (string)member.Value!, StringComparer.Ordinal);
        var body = new JsonObject(input.Where(member => !inPath.ContainsKey(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return new AwsRequest(operation) { Path = Path, PathValues = inPath, Body = CamelCase(body) };
    }

    /// <summary>GuardDuty's members begin with a small letter on the wire.</summary>
    private static JsonNode? CamelCase(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(char.ToLowerInvariant(member.Key[0]) + member.Key[1..], CamelCase(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(CamelCase)]),
        _ => node?.DeepClone(),
    };

    /// <summary>The form of the query protocol: <c>Name</c>, <c>Name.member.1</c>, <c>Name.member.1.Part</c>.</summary>
    private static Dictionary<string, string> Form(JsonObject input)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        Write("", input);
        return form;

        void Write(string name, JsonNode? node)
        {
            switch (node)
            {
                case null:
                    break;
                case JsonObject members:
                    members.ToList().ForEach(member => Write(name.Length == 0 ? member.Key : $"{name}.{member.Key}", member.Value));
                    break;
                case JsonArray items:
                    items.Index().ToList().ForEach(item => Write($"{name}.member.{item.Index + 1}", item.Item));
                    break;
                default:
                    form[name] = node.ToString();
                    break;
            }
        }
    }
}

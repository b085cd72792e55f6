using System.Text.Json.Nodes;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Services.Iam;
using ChatGuard.Sandbox.Signing;

namespace ChatGuard.Sandbox.Access;

/// <summary>Holds a session's calls against its policies: the role's own, as they are now, and the one it was narrowed to. Both must allow.</summary>
internal static class Gatekeeper
{
    /// <exception cref="AwsError">The denial, in the protocol's words, naming action and resource.</exception>
    public static void Check(Call call, Credential credential, Protocol protocol, IReadOnlyList<Asked> asked, JsonObject parameters)
    {
        foreach (var each in asked)
        {
            var (action, resource) = each;
            var context = new Dictionary<string, string?>(Asked.Context(parameters).Concat(each.ResourceTags(call.Account)), StringComparer.OrdinalIgnoreCase);
            if (RolePolicies(call, credential) is { } role && !PolicySimulator.Allows(role, action, resource, context))
            {
                throw protocol.Denied(call.Caller, action, resource, "because no identity-based policy allows the");
            }

            if (credential.SessionPolicy is { } policy && !PolicySimulator.Allows([policy], action, resource, context))
            {
                throw protocol.Denied(call.Caller, action, resource, "because no session policy allows the");
            }
        }
    }

    /// <summary>The documents of the role behind a session; null for long-lived keys, the host and root, who may do everything here.</summary>
    private static List<string>? RolePolicies(Call call, Credential credential)
    {
        if (credential.RoleName is not { } name || !credential.Account.Iam.Roles.TryGetValue(name, out var role))
        {
            return null;
        }

        return [.. role.Inline.Values, .. role.Attached.Select(arn => ManagedPolicies.Find(credential.Account.Iam, arn)).OfType<ManagedPolicy>().Select(policy => policy.Document)];
    }
}

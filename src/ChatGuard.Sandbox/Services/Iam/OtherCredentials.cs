using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>SSH public keys and service-specific credentials: what the credential report leaves out.</summary>
internal static class OtherCredentials
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["ListSSHPublicKeys"] = ListSsh,
        ["UpdateSSHPublicKey"] = UpdateSsh,
        ["ListServiceSpecificCredentials"] = ListService,
        ["UpdateServiceSpecificCredential"] = UpdateService,
    };

    private static IEnumerable<XElement> ListSsh(Call call, QueryParameters input)
    {
        var user = call.User(input);
        return Paging.Of(input, user.SshKeys, key => key.Id).Answer("SSHPublicKeys", key =>
        [
            new("UserName", user.Name),
            new("SSHPublicKeyId", key.Id),
            new("Status", key.Active ? "Active" : "Inactive"),
            new("UploadDate", IamXml.Iso(key.Uploaded)),
        ]);
    }

    private static IEnumerable<XElement> UpdateSsh(Call call, QueryParameters input)
    {
        var user = call.User(input.Required("UserName"));
        var id = input.Required("SSHPublicKeyId");
        var key = user.SshKeys.Find(k => k.Id == id) ?? throw new AwsError("NoSuchEntity", $"The Public Key with id {id} cannot be found.", 404);
        call.Save(user with { SshKeys = user.SshKeys.Replace(key, key with { Active = AccessKeys.StatusOf(input) }) });
        return [];
    }

    private static IEnumerable<XElement> ListService(Call call, QueryParameters input)
    {
        var users = input.Bool("AllUsers") == true ? call.Account.Iam.Users.Values : (IEnumerable<IamUser>)[call.User(input)];
        var credentials = users
            .SelectMany(user => user.ServiceCredentials, (user, credential) => (User: user, Credential: credential))
            .Where(entry => input["ServiceName"] is not { } service || service == entry.Credential.Service)
            .OrderBy(entry => entry.Credential.Id, StringComparer.Ordinal);
        return Paging.Of(input, credentials, entry => entry.Credential.Id).Answer("ServiceSpecificCredentials", entry =>
        [
            new("UserName", entry.User.Name),
            new("Status", entry.Credential.Active ? "Active" : "Inactive"),
            new("ServiceUserName", entry.Credential.ServiceUserName),
            new("CreateDate", IamXml.Iso(entry.Credential.Created)),
            new("ServiceSpecificCredentialId", entry.Credential.Id),
            new("ServiceName", entry.Credential.Service),
        ]);
    }

    private static IEnumerable<XElement> UpdateService(Call call, QueryParameters input)
    {
        var user = call.User(input);
        var id = input.Required("ServiceSpecificCredentialId");
        var credential = user.ServiceCredentials.Find(c => c.Id == id) ?? throw new AwsError("NoSuchEntity", $"No such credential {id} exists", 404);
        call.Save(user with { ServiceCredentials = user.ServiceCredentials.Replace(credential, credential with { Active = AccessKeys.StatusOf(input) }) });
        return [];
    }
}

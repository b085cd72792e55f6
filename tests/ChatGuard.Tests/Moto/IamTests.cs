using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>Users, keys, policies and the password policy of an account in moto, as ChatGuard reads them.</summary>
[Collection(nameof(MotoAccount))]
public sealed class IamTests(MotoAccount moto)
{
    [Fact]
    public async Task TheAccountOfTheCredentialsIsRead()
    {
        foreach (var c in new[]{"posture","users-without-mfa","rotate-report","root-activity","findings","check iam-no-full-admin-policies"}) {
        var account = await moto.AskAsync(c);
        System.IO.File.WriteAllText("/tmp/mt/out-" + c.Replace(' ','-') + ".json", account.ToJsonString(new(){WriteIndented=true}));
        Assert.Equal(MotoAccount.Id, (string?)account["id"]);}
    }
}

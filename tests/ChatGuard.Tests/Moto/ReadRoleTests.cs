using System.Text.Json.Nodes;
using Xunit;

namespace ChatGuard.Tests.Moto;

/// <summary>Accounts read through a role, with sessions that moto gives.</summary>
[Collection(nameof(MotoAccount))]
public sealed class ReadRoleTests(MotoAccount moto)
{
    // moto gives a session in whichever account a role's ARN names, so what is read shows whose session it was.
    [Fact]
    public async Task EachAccountIsReadWithTheSessionOfItsOwnRole()
    {
        var answer = await moto.AskAsync(
            "users-without-mfa",
            ("ChatGuard__Aws__Accounts__0__Name", "own"),
            ("ChatGuard__Aws__Accounts__0__Id", MotoAccount.Id),
            ("ChatGuard__Aws__Accounts__0__ReadRoleArn", $"arn:aws:iam::{MotoAccount.Id}:role/reader"),
            ("ChatGuard__Aws__Accounts__0__ExternalId", "northwind-chatguard"),
            ("ChatGuard__Aws__Accounts__0__Regions__0", "us-east-1"),
            ("ChatGuard__Aws__Accounts__1__Name", "outside"),
            ("ChatGuard__Aws__Accounts__1__Id", MotoSeed.OutsideAccount),
            ("ChatGuard__Aws__Accounts__1__ReadRoleArn", $"arn:aws:iam::{MotoSeed.OutsideAccount}:role/reader"),
            ("ChatGuard__Aws__Accounts__1__Regions__0", "us-east-1"));
        Assert.Equal(["own", "outside"], answer["accounts"]!.AsArray().Select(account => (string)account!["name"]!));
        Assert.Equal(["bob", "dave"], Users(answer["accounts"]![0]!));
        Assert.Empty(Users(answer["accounts"]![1]!));
    }

    private static IEnumerable<string> Users(JsonNode account) => account["users"]!.AsArray().Select(user => (string)user!["user"]!).Order(StringComparer.Ordinal);
}

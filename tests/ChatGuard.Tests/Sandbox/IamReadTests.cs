using ChatGuard.Sandbox;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

/// <summary>The reads of IAM and STS, each through the real client.</summary>
public sealed class IamReadTests : IAsyncLifetime
{
    private SandboxServer server = null!;

    public async ValueTask InitializeAsync() => server = await SandboxServer.StartAsync(new SandboxOptions(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("sts get-caller-identity", "arn:aws:sts::111122223333:assumed-role/ChatGuardHost/sandbox")]
    [InlineData("sts get-access-key-info --access-key-id AKIAEQLHQ6RD7EXAMPLE", "111122223333")]
    [InlineData("iam get-account-summary", "\"MFADevices\": 17")]
    [InlineData("iam get-account-summary", "\"AccountMFAEnabled\": 0")]
    [InlineData("iam list-users", "olga.smirnova")]
    [InlineData("iam get-user --user-name rosa.jimenez", "arn:aws:iam::111122223333:user/rosa.jimenez")]
    [InlineData("iam list-access-keys --user-name hiro.sato", "AKIAVWAFUI2R2EXAMPLE")]
    [InlineData("iam get-access-key-last-used --access-key-id AKIAEQLHQ6RD7EXAMPLE", "\"ServiceName\": \"s3\"")]
    [InlineData("iam list-mfa-devices --user-name grace.oduya", "u2f/user/grace.oduya")]
    [InlineData("iam list-virtual-mfa-devices --assignment-status Unassigned", "mfa/old-phone")]
    [InlineData("iam get-login-profile --user-name jana.novak", "\"PasswordResetRequired\": false")]
    [InlineData("iam list-groups", "auditors")]
    [InlineData("iam get-group --group-name admins", "bob.tanaka")]
    [InlineData("iam list-groups-for-user --user-name kofi.mensah", "admins")]
    [InlineData("iam list-attached-user-policies --user-name rosa.jimenez", "AWSCompromisedKeyQuarantineV3")]
    [InlineData("iam list-user-policies --user-name terraform", "full-admin")]
    [InlineData("iam get-user-policy --user-name terraform --policy-name full-admin", "\"Action\": \"*\"")]
    [InlineData("iam list-attached-group-policies --group-name developers", "PowerUserAccess")]
    [InlineData("iam list-group-policies --group-name developers", "iam-while-we-migrate")]
    [InlineData("iam get-group-policy --group-name developers --policy-name iam-while-we-migrate", "iam:*")]
    [InlineData("iam list-policies --scope Local --only-attached", "LegacyOps")]
    [InlineData("iam get-policy --policy-arn arn:aws:iam::111122223333:policy/LegacyOps", "\"AttachmentCount\": 1")]
    [InlineData("iam get-policy-version --policy-arn arn:aws:iam::aws:policy/AdministratorAccess --version-id v1", "\"Resource\": \"*\"")]
    [InlineData("iam list-policy-versions --policy-arn arn:aws:iam::aws:policy/AdministratorAccess", "\"IsDefaultVersion\": true")]
    [InlineData("iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess", "developers")]
    [InlineData("iam get-account-authorization-details --filter Group", "iam-while-we-migrate")]
    [InlineData("iam list-account-aliases", "northwind-legacy")]
    [InlineData("iam list-server-certificates", "www-2024")]
    [InlineData("iam list-signing-certificates --user-name ivan.petrov", "\"Certificates\": []")]
    [InlineData("iam list-service-specific-credentials --all-users", "codecommit.amazonaws.com")]
    [InlineData("iam list-ssh-public-keys --user-name ivan.petrov", "\"Status\": \"Active\"")]
    [InlineData("iam list-saml-providers", "\"SAMLProviderList\": []")]
    [InlineData("iam list-open-id-connect-providers", "\"OpenIDConnectProviderList\": []")]
    [InlineData("iam list-organizations-features", "o-legacy0001")]
    [InlineData("iam get-role --role-name partner-sync", "999988887777")]
    [InlineData("iam get-role-policy --role-name ChatGuardRemediate --policy-name ChatGuardFixes", "cloudtrail:StartLogging")]
    [InlineData("iam list-role-policies --role-name ChatGuardRemediate", "ChatGuardFixes")]
    [InlineData("iam list-attached-role-policies --role-name legacy-ops", "LegacyOps")]
    [InlineData("iam list-roles --path-prefix /aws-service-role/", "AWSServiceRoleForSupport")]
    [InlineData("iam list-user-tags --user-name alice.keller", "department")]
    [InlineData("iam simulate-principal-policy --policy-source-arn arn:aws:iam::111122223333:user/bob.tanaka --action-names iam:CreateUser", "\"EvalDecision\": \"allowed\"")]
    public async Task AReadThroughTheRealClientShowsTheStory(string command, string expected)
    {
        var answer = await new AwsCli(server).RunAsync(command, TestContext.Current.CancellationToken);
        Assert.Contains(expected, answer.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iam get-account-password-policy", "NoSuchEntity")]
    [InlineData("iam get-user --user-name nobody.here", "NoSuchEntity")]
    [InlineData("iam get-login-profile --user-name ci-deploy", "NoSuchEntity")]
    [InlineData("iam list-users --max-items 5000 --page-size 1001", "ValidationError")]
    [InlineData("iam list-access-keys", "Must specify userName when calling with non-User credentials")]
    [InlineData("iam get-credential-report", "ReportNotPresent")]
    [InlineData("iam list-account-aliases --starting-token bm9uc2Vuc2U=", "ValidationError")]
    [InlineData("iam list-instance-profiles", "InvalidAction")]
    public async Task ARefusalComesInTheClientsOwnWords(string command, string expected)
    {
        var error = await new AwsCli(server).FailAsync(command, TestContext.Current.CancellationToken);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryPageOfTheAuthorizationDetailsArrives()
    {
        var details = await new AwsCli(server).RunAsync("iam get-account-authorization-details --page-size 400", TestContext.Current.CancellationToken);
        Assert.Equal(28, details["UserDetailList"]!.AsArray().Count);
        Assert.Equal(5, details["GroupDetailList"]!.AsArray().Count);
        Assert.Equal(930, details["RoleDetailList"]!.AsArray().Count);
        Assert.Contains(details["Policies"]!.AsArray(), policy => (string?)policy!["PolicyName"] == "LegacyOps");
        Assert.Equal(3, server.CountCalls(service: "iam", operation: "GetAccountAuthorizationDetails"));
    }
}

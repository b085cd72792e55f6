using System.Text.Json.Nodes;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Services.Iam;
using Xunit;

namespace ChatGuard.Tests.Sandbox;

/// <summary>The writes of IAM through the real client, each with the read that shows it.</summary>
public sealed class IamChangeTests : IAsyncLifetime
{
    private const string Deny = """'{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'""";
    private const string Trust = """'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'""";
    private SandboxServer server = null!;
    private AwsCli aws = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await SandboxServer.StartAsync(new SandboxOptions(), Cancel);
        aws = new AwsCli(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task ASigningCertificateIsSwitchedOffAndDeleted()
    {
        var iam = server.Organization.Find("111122223333")!.Iam;
        iam.Users = iam.Users.SetItem("quinn.baker", iam.Users["quinn.baker"] with { Certificates = [new SigningCertificate("TA7SMP42TDN5Z26OBPJE7EXAMPLE", true, DateTimeOffset.UnixEpoch)] });

        await Run("iam update-signing-certificate --user-name quinn.baker --certificate-id TA7SMP42TDN5Z26OBPJE7EXAMPLE --status Inactive");
        Assert.Equal("Inactive", (string?)(await Run("iam list-signing-certificates --user-name quinn.baker"))["Certificates"]![0]!["Status"]);

        await Run("iam delete-signing-certificate --user-name quinn.baker --certificate-id TA7SMP42TDN5Z26OBPJE7EXAMPLE");
        Assert.Empty((await Run("iam list-signing-certificates --user-name quinn.baker"))["Certificates"]!.AsArray());
    }

    [Fact]
    public async Task ACredentialReportIsAskedForAndFetched()
    {
        Assert.Contains("ReportNotPresent", await aws.FailAsync("iam get-credential-report", Cancel), StringComparison.Ordinal);
        Assert.Equal("STARTED", (string?)(await Run("iam generate-credential-report"))["State"]);
        while ((string?)(await Run("iam generate-credential-report"))["State"] != "COMPLETE")
        {
            Cancel.ThrowIfCancellationRequested();
        }

        var report = await Run("iam get-credential-report");
        Assert.Equal("text/csv", (string?)report["ReportFormat"]);
        Assert.StartsWith("user,arn,user_creation_time,", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)report["Content"]!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyIsCreatedSwitchedOffAndDeleted()
    {
        var key = (await Run("iam create-access-key --user-name alice.keller"))["AccessKey"]!;
        var id = (string)key["AccessKeyId"]!;
        var alice = new AwsCli(server, new SandboxCredentials(id, (string)key["SecretAccessKey"]!));
        Assert.Equal("arn:aws:iam::111122223333:user/alice.keller", (string?)(await alice.RunAsync("sts get-caller-identity", Cancel))["Arn"]);

        await Run($"iam update-access-key --user-name alice.keller --access-key-id {id} --status Inactive");
        Assert.Equal("Inactive", (string?)(await Run("iam list-access-keys --user-name alice.keller"))["AccessKeyMetadata"]![0]!["Status"]);
        Assert.Contains("InvalidClientTokenId", await alice.FailAsync("sts get-caller-identity", Cancel), StringComparison.Ordinal);

        await Run($"iam delete-access-key --user-name alice.keller --access-key-id {id}");
        Assert.Empty((await Run("iam list-access-keys --user-name alice.keller"))["AccessKeyMetadata"]!.AsArray());
        Assert.Contains("LimitExceeded", await aws.FailAsync("iam create-access-key --user-name hiro.sato", Cancel), StringComparison.Ordinal);
        Assert.Contains("InvalidInput", await aws.FailAsync("iam update-access-key --user-name bob.tanaka --access-key-id AKIA7U4HH6OGNEXAMPLE --status Expired", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUserIsMadeTaggedAndDeleted()
    {
        await Run("iam create-user --user-name new.person --tags Key=owner,Value=new");
        await Run("iam tag-user --user-name new.person --tags Key=purpose,Value=test");
        await Run("iam untag-user --user-name new.person --tag-keys owner");
        Assert.Equal("purpose", (string?)(await Run("iam list-user-tags --user-name new.person"))["Tags"]!.AsArray().Single()!["Key"]);
        await Run("iam put-user-permissions-boundary --user-name new.person --permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess");
        Assert.NotNull((await Run("iam get-user --user-name new.person"))["User"]!["PermissionsBoundary"]);
        await Run("iam delete-user-permissions-boundary --user-name new.person");
        Assert.Contains("EntityAlreadyExists", await aws.FailAsync("iam create-user --user-name new.person", Cancel), StringComparison.Ordinal);
        await Run("iam delete-user --user-name new.person");
        Assert.Contains("NoSuchEntity", await aws.FailAsync("iam get-user --user-name new.person", Cancel), StringComparison.Ordinal);
        Assert.Contains("DeleteConflict", await aws.FailAsync("iam delete-user --user-name bob.tanaka", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConsolePasswordIsRemovedAndGivenBack()
    {
        await Run("iam delete-login-profile --user-name eve.lindqvist");
        Assert.Contains("NoSuchEntity", await aws.FailAsync("iam get-login-profile --user-name eve.lindqvist", Cancel), StringComparison.Ordinal);
        Assert.Contains("PasswordPolicyViolation", await aws.FailAsync("iam create-login-profile --user-name eve.lindqvist --password short", Cancel), StringComparison.Ordinal);
        await Run("iam create-login-profile --user-name eve.lindqvist --password 4-Long-Enough-Word --password-reset-required");
        Assert.True((bool)(await Run("iam get-login-profile --user-name eve.lindqvist"))["LoginProfile"]!["PasswordResetRequired"]!);
        await Run("iam update-login-profile --user-name eve.lindqvist --no-password-reset-required");
        Assert.False((bool)(await Run("iam get-login-profile --user-name eve.lindqvist"))["LoginProfile"]!["PasswordResetRequired"]!);
    }

    [Fact]
    public async Task ADeviceIsDeactivatedAndDeleted()
    {
        const string Serial = "arn:aws:iam::111122223333:mfa/rosa.jimenez";
        Assert.Contains("DeleteConflict", await aws.FailAsync($"iam delete-virtual-mfa-device --serial-number {Serial}", Cancel), StringComparison.Ordinal);
        await Run($"iam deactivate-mfa-device --user-name rosa.jimenez --serial-number {Serial}");
        Assert.Empty((await Run("iam list-mfa-devices --user-name rosa.jimenez"))["MFADevices"]!.AsArray());
        await Run($"iam delete-virtual-mfa-device --serial-number {Serial}");
        Assert.Single((await Run("iam list-virtual-mfa-devices --assignment-status Unassigned"))["VirtualMFADevices"]!.AsArray());
    }

    [Fact]
    public async Task AGroupIsMadeFilledAndEmptied()
    {
        await Run("iam create-group --group-name quarantine");
        await Run($"iam put-group-policy --group-name quarantine --policy-name deny --policy-document {Deny}");
        await Run("iam attach-group-policy --group-name quarantine --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess");
        await Run("iam add-user-to-group --group-name quarantine --user-name victor.test");
        Assert.Equal("victor.test", (string?)(await Run("iam get-group --group-name quarantine"))["Users"]!.AsArray().Single()!["UserName"]);
        var decision = await Run("iam simulate-principal-policy --policy-source-arn arn:aws:iam::111122223333:user/victor.test --action-names s3:GetObject");
        Assert.Equal("explicitDeny", (string?)decision["EvaluationResults"]![0]!["EvalDecision"]);
        await Run("iam remove-user-from-group --group-name quarantine --user-name victor.test");
        await Run("iam detach-group-policy --group-name quarantine --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess");
        await Run("iam delete-group-policy --group-name quarantine --policy-name deny");
        await Run("iam delete-group --group-name quarantine");
        Assert.Equal(5, (await Run("iam list-groups"))["Groups"]!.AsArray().Count);
    }

    [Fact]
    public async Task PoliciesOfAUserComeAndGo()
    {
        await Run($"iam put-user-policy --user-name rosa.jimenez --policy-name ChatGuardQuarantine-1 --policy-document {Deny}");
        var document = (await Run("iam get-user-policy --user-name rosa.jimenez --policy-name ChatGuardQuarantine-1"))["PolicyDocument"]!;
        Assert.Equal("Deny", (string?)document["Statement"]![0]!["Effect"]);
        await Run("iam delete-user-policy --user-name rosa.jimenez --policy-name ChatGuardQuarantine-1");
        await Run("iam detach-user-policy --user-name farid.haddad --policy-arn arn:aws:iam::aws:policy/AdministratorAccess");
        await Run("iam attach-user-policy --user-name farid.haddad --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess");
        Assert.Equal("ReadOnlyAccess", (string?)(await Run("iam list-attached-user-policies --user-name farid.haddad"))["AttachedPolicies"]!.AsArray().Single()!["PolicyName"]);
        Assert.Contains("MalformedPolicyDocument", await aws.FailAsync("iam put-user-policy --user-name rosa.jimenez --policy-name x --policy-document nonsense", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AManagedPolicyLivesUntilNothingHoldsIt()
    {
        var arn = (string)(await Run($"iam create-policy --policy-name ChatGuardRequireMfa --policy-document {Deny}"))["Policy"]!["Arn"]!;
        await Run($"iam attach-group-policy --group-name billing --policy-arn {arn}");
        Assert.Contains("DeleteConflict", await aws.FailAsync($"iam delete-policy --policy-arn {arn}", Cancel), StringComparison.Ordinal);
        await Run($"iam detach-group-policy --group-name billing --policy-arn {arn}");
        await Run($"iam delete-policy --policy-arn {arn}");
        Assert.Contains("NoSuchEntity", await aws.FailAsync($"iam get-policy --policy-arn {arn}", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARoleIsMadeChangedAndDeleted()
    {
        await Run($"iam create-role --role-name ChatGuardCloudTrailToLogs --assume-role-policy-document {Trust}");
        await Run($"iam put-role-policy --role-name ChatGuardCloudTrailToLogs --policy-name AWSRevokeOlderSessions --policy-document {Deny}");
        Assert.Contains("DeleteConflict", await aws.FailAsync("iam delete-role --role-name ChatGuardCloudTrailToLogs", Cancel), StringComparison.Ordinal);
        await Run("iam delete-role-policy --role-name ChatGuardCloudTrailToLogs --policy-name AWSRevokeOlderSessions");
        await Run($"iam update-assume-role-policy --role-name ChatGuardCloudTrailToLogs --policy-document {Trust.Replace("ec2", "cloudtrail", StringComparison.Ordinal)}");
        await Run("iam attach-role-policy --role-name ChatGuardCloudTrailToLogs --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess");
        await Run("iam detach-role-policy --role-name ChatGuardCloudTrailToLogs --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess");
        var role = (await Run("iam get-role --role-name ChatGuardCloudTrailToLogs"))["Role"]!;
        Assert.Contains("cloudtrail.amazonaws.com", role["AssumeRolePolicyDocument"]!.ToJsonString(), StringComparison.Ordinal);
        await Run("iam delete-role --role-name ChatGuardCloudTrailToLogs");
        await Run("iam create-service-linked-role --aws-service-name cloudtrail.amazonaws.com");
        Assert.Contains("UnmodifiableEntity", await aws.FailAsync("iam delete-role --role-name AWSServiceRoleForCloudtrail", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APasswordPolicyIsReplacedAsAWhole()
    {
        await Run("iam update-account-password-policy --minimum-password-length 14 --require-symbols --max-password-age 90");
        var policy = (await Run("iam get-account-password-policy"))["PasswordPolicy"]!;
        Assert.Equal(14, (int)policy["MinimumPasswordLength"]!);
        Assert.True((bool)policy["ExpirePasswords"]!);
        await Run("iam update-account-password-policy --require-numbers");
        policy = (await Run("iam get-account-password-policy"))["PasswordPolicy"]!;
        Assert.Equal(6, (int)policy["MinimumPasswordLength"]!);
        Assert.False((bool)policy["RequireSymbols"]!);
        await Run("iam delete-account-password-policy");
        Assert.Contains("NoSuchEntity", await aws.FailAsync("iam get-account-password-policy", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherCredentialsAreSwitchedOff()
    {
        var ssh = (string)(await Run("iam list-ssh-public-keys --user-name ivan.petrov"))["SSHPublicKeys"]![0]!["SSHPublicKeyId"]!;
        await Run($"iam update-ssh-public-key --user-name ivan.petrov --ssh-public-key-id {ssh} --status Inactive");
        Assert.Equal("Inactive", (string?)(await Run("iam list-ssh-public-keys --user-name ivan.petrov"))["SSHPublicKeys"]![0]!["Status"]);
        var service = (string)(await Run("iam list-service-specific-credentials --user-name ivan.petrov"))["ServiceSpecificCredentials"]![0]!["ServiceSpecificCredentialId"]!;
        await Run($"iam update-service-specific-credential --user-name ivan.petrov --service-specific-credential-id {service} --status Inactive");
        Assert.Equal("Inactive", (string?)(await Run("iam list-service-specific-credentials --user-name ivan.petrov"))["ServiceSpecificCredentials"]![0]!["Status"]);
        await Run("iam delete-server-certificate --server-certificate-name www-2024");
        Assert.Empty((await Run("iam list-server-certificates"))["ServerCertificateMetadataList"]!.AsArray());
        await Run("iam enable-organizations-root-credentials-management");
        await Run("iam enable-organizations-root-sessions");
        Assert.Equal(2, (await Run("iam list-organizations-features"))["EnabledFeatures"]!.AsArray().Count);
        await Run("iam disable-organizations-root-credentials-management");
        await Run("iam disable-organizations-root-sessions");
        Assert.Empty((await Run("iam list-organizations-features"))["EnabledFeatures"]!.AsArray());
    }

    private Task<JsonNode> Run(string command) => aws.RunAsync(command, Cancel);
}

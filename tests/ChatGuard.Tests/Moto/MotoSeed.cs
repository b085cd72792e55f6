using System.Text.Json.Nodes;
using ChatGuard.Tests.Sandbox;

namespace ChatGuard.Tests.Moto;

/// <summary>Fills moto's account through the aws command line: an account with faults of each kind, some of them old.</summary>
internal sealed class MotoSeed(MotoServer moto, AwsCli aws, CancellationToken cancellationToken)
{
    public const string OutsideAccount = "999988887777";

    private const string Everything = """'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'""";

    /// <summary>What AWS called things when they were made: keys and instances.</summary>
    public required Dictionary<string, string> Ids { get; init; }

    public async Task RunAsync()
    {
        moto.SetClock(daysAgo: 200);
        await UsersAsync();
        await PoliciesAsync();
        Ids["carol, old"] = await KeyAsync("carol");
        moto.SetClock(daysAgo: 100);
        Ids["carol, inactive"] = await KeyAsync("carol");
        await AwsAsync($"iam update-access-key --user-name carol --access-key-id {Ids["carol, inactive"]} --status Inactive");
        moto.SetClock(daysAgo: 5);
        Ids["bob, new"] = await KeyAsync("bob");
        moto.SetClock(daysAgo: 0);
        await TrailsAsync();
        await InstancesAsync();
        await AwsAsync("guardduty create-detector --enable");
        await AwsAsync("organizations create-organization --feature-set ALL");
    }

    private async Task UsersAsync()
    {
        foreach (var user in new[] { "alice", "bob", "carol", "dave", "erin" })
        {
            await AwsAsync($"iam create-user --user-name {user}");
        }

        foreach (var user in new[] { "alice", "bob", "dave" })
        {
            await AwsAsync($"iam create-login-profile --user-name {user} --password Pass-word-123!");
        }

        // The command line makes the file private, so it must be a file of our own.
        var outfile = Path.GetTempFileName();
        var device = await AwsAsync($"iam create-virtual-mfa-device --virtual-mfa-device-name alice-phone --outfile {outfile} --bootstrap-method Base32StringSeed");
        File.Delete(outfile);
        var serial = (string)device["VirtualMFADevice"]!["SerialNumber"]!;
        await AwsAsync($"iam enable-mfa-device --user-name alice --serial-number {serial} --authentication-code1 123456 --authentication-code2 654321");
        await AwsAsync("iam update-account-password-policy --minimum-password-length 14 --require-symbols --require-numbers --require-uppercase-characters --password-reuse-prevention 5");
    }

    private async Task PoliciesAsync()
    {
        await AwsAsync("iam create-group --group-name admins");
        await AwsAsync("iam create-group --group-name nobody");
        await AwsAsync("iam add-user-to-group --group-name admins --user-name alice");
        await AwsAsync("iam attach-group-policy --group-name admins --policy-arn arn:aws:iam::aws:policy/AdministratorAccess");
        await AwsAsync("iam attach-user-policy --user-name bob --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess");
        await AwsAsync($"iam put-user-policy --user-name dave --policy-name everything --policy-document {Everything}");
        await AwsAsync($"iam create-policy --policy-name full --policy-document {Everything}");
        await AwsAsync($"iam create-role --role-name partner --assume-role-policy-document {TrustOf(OutsideAccount)}");
        await AwsAsync($"iam create-role --role-name reader --assume-role-policy-document {TrustOf(MotoAccount.Id)}");
        await AwsAsync($"iam attach-role-policy --role-name partner --policy-arn arn:aws:iam::{MotoAccount.Id}:policy/full");
    }

    private async Task TrailsAsync()
    {
        await AwsAsync("s3api create-bucket --bucket trail-logs");
        await AwsAsync("s3api create-bucket --bucket trail-open --acl public-read");
        await AwsAsync("s3api put-bucket-versioning --bucket trail-logs --versioning-configuration Status=Enabled");
        await AwsAsync("s3api put-public-access-block --bucket trail-logs --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true");
        await AwsAsync("cloudtrail create-trail --name main --s3-bucket-name trail-logs --is-multi-region-trail --enable-log-file-validation");
        await AwsAsync("cloudtrail start-logging --name main");

        // AWS gives a new trail this selector; moto gives it none.
        await AwsAsync("""cloudtrail put-event-selectors --trail-name main --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true}]'""");
        await AwsAsync("cloudtrail create-trail --name stopped --s3-bucket-name trail-open");
    }

    private async Task InstancesAsync()
    {
        var image = (string)(await AwsAsync("ec2 describe-images --owners amazon"))["Images"]![0]!["ImageId"]!;
        await AwsAsync("iam create-instance-profile --instance-profile-name web");
        await AwsAsync("iam add-role-to-instance-profile --instance-profile-name web --role-name reader");
        Ids["instance with a profile"] = await InstanceAsync($"--image-id {image} --iam-instance-profile Name=web");
        Ids["instance without"] = await InstanceAsync($"--image-id {image}");
    }

    private async Task<string> InstanceAsync(string options) => (string)(await AwsAsync($"ec2 run-instances --count 1 {options}"))["Instances"]![0]!["InstanceId"]!;

    private async Task<string> KeyAsync(string user) => (string)(await AwsAsync($"iam create-access-key --user-name {user}"))["AccessKey"]!["AccessKeyId"]!;

    private Task<JsonNode> AwsAsync(string command) => aws.RunAsync(command, cancellationToken);

    private static string TrustOf(string account) =>
        $$"""'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{account}}:root"},"Action":"sts:AssumeRole"}]}'""";
}

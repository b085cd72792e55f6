using System.Text;
using System.Xml.Linq;
using Amazon.Runtime;
using ChatGuard.Aws.Wire;
using ChatGuard.Core.Snapshots;

namespace ChatGuard.Aws.Clients;

/// <summary>AWS Identity and Access Management, the reads ChatGuard needs. Lists are read to their end.</summary>
internal sealed partial class IamClient(AwsClient wire)
{
    private const string MostItems = "1000";

    /// <summary>The report's state: STARTED, INPROGRESS or COMPLETE.</summary>
    public async Task<string> GenerateCredentialReportAsync(CancellationToken cancellationToken) =>
        (await ResultAsync("GenerateCredentialReport", [], cancellationToken)).Required("State");

    /// <summary>The report's CSV text and its GeneratedTime.</summary>
    public async Task<(string Content, DateTimeOffset GeneratedTime)> GetCredentialReportAsync(CancellationToken cancellationToken)
    {
        var result = await ResultAsync("GetCredentialReport", [], cancellationToken);
        try
        {
            return (Encoding.UTF8.GetString(Convert.FromBase64String(result.Required("Content"))), WireValues.Time(result.Required("GeneratedTime")));
        }
        catch (FormatException error)
        {
            throw new InvalidDataException("Content is not base64", error);
        }
    }

    public async Task<AccountSummary> GetAccountSummaryAsync(CancellationToken cancellationToken) =>
        new((await ResultAsync("GetAccountSummary", [], cancellationToken)).List("SummaryMap").ToDictionary(entry => entry.Required("key"), entry => entry.Int("value")));

    /// <summary>The custom password policy; null where AWS answers NoSuchEntity.</summary>
    public async Task<PasswordPolicy?> GetAccountPasswordPolicyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await ResultAsync("GetAccountPasswordPolicy", [], cancellationToken);
            return result.Element("PasswordPolicy") is { } policy ? ToPasswordPolicy(policy) : throw new InvalidDataException("PasswordPolicy is missing");
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            return null;
        }
    }

    public Task<List<VirtualMfaDevice>> ListVirtualMFADevicesAsync(CancellationToken cancellationToken) => AllAsync(
        "ListVirtualMFADevices",
        new() { ["AssignmentStatus"] = "Any" },
        result => result.List("VirtualMFADevices").Select(device => new VirtualMfaDevice(device.Required("SerialNumber"), device.Element("User")?.Text("Arn"), device.Time("EnableDate"))),
        cancellationToken);

    public async Task<IReadOnlyList<string>> ListSAMLProvidersAsync(CancellationToken cancellationToken) =>
        [.. (await ResultAsync("ListSAMLProviders", [], cancellationToken)).List("SAMLProviderList").Select(provider => provider.Required("Arn"))];

    public async Task<IReadOnlyList<string>> ListOpenIDConnectProvidersAsync(CancellationToken cancellationToken) =>
        [.. (await ResultAsync("ListOpenIDConnectProviders", [], cancellationToken)).List("OpenIDConnectProviderList").Select(provider => provider.Required("Arn"))];

    public Task<List<ServerCertificate>> ListServerCertificatesAsync(CancellationToken cancellationToken) => AllAsync(
        "ListServerCertificates",
        [],
        result => result.List("ServerCertificateMetadataList").Select(certificate => new ServerCertificate(
            certificate.Required("ServerCertificateName"), certificate.Required("Arn"), WireValues.Time(certificate.Required("Expiration")))),
        cancellationToken);

    /// <summary>The service-specific credentials of all users.</summary>
    public Task<List<OtherCredential>> ListServiceSpecificCredentialsAsync(CancellationToken cancellationToken) => AllAsync(
        "ListServiceSpecificCredentials",
        new() { ["AllUsers"] = "true" },
        result => result.List("ServiceSpecificCredentials").Select(credential => new OtherCredential(
            credential.Required("UserName"), credential.Required("ServiceSpecificCredentialId"), credential.Required("ServiceName"), credential.Text("Status") == "Active", WireValues.Time(credential.Required("CreateDate")))),
        cancellationToken);

    public Task<List<OtherCredential>> ListSSHPublicKeysAsync(string userName, CancellationToken cancellationToken) => AllAsync(
        "ListSSHPublicKeys",
        new() { ["UserName"] = userName },
        result => result.List("SSHPublicKeys").Select(key => new OtherCredential(
            key.Required("UserName"), key.Required("SSHPublicKeyId"), "SSH public key", key.Text("Status") == "Active", WireValues.Time(key.Required("UploadDate")))),
        cancellationToken);

    /// <summary>A user's access keys as they are now: id, status, CreateDate; null is the caller, in a root session root.</summary>
    public Task<List<(string KeyId, bool Active, DateTimeOffset Created)>> ListAccessKeysAsync(string? userName, CancellationToken cancellationToken) => AllAsync(
        "ListAccessKeys",
        Of(userName),
        result => result.List("AccessKeyMetadata").Select(key => (key.Required("AccessKeyId"), key.Text("Status") == "Active", WireValues.Time(key.Required("CreateDate")))),
        cancellationToken);

    /// <summary>The serial numbers of a user's MFA devices.</summary>
    public Task<List<string>> ListMFADevicesAsync(string userName, CancellationToken cancellationToken) => AllAsync(
        "ListMFADevices",
        new() { ["UserName"] = userName },
        result => result.List("MFADevices").Select(device => device.Required("SerialNumber")),
        cancellationToken);

    /// <summary>A user's login profile; null where the user has no console password.</summary>
    public async Task<LoginProfile?> GetLoginProfileAsync(string userName, CancellationToken cancellationToken)
    {
        try
        {
            var profile = (await ResultAsync("GetLoginProfile", new() { ["UserName"] = userName }, cancellationToken)).Element("LoginProfile")
                ?? throw new InvalidDataException("LoginProfile is missing");
            return new LoginProfile(WireValues.Time(profile.Required("CreateDate")), profile.Bool("PasswordResetRequired"));
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "NoSuchEntity")
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<string>> ListAccountAliasesAsync(CancellationToken cancellationToken) =>
        [.. (await ResultAsync("ListAccountAliases", [], cancellationToken)).List("AccountAliases").Select(alias => alias.Value)];

    /// <summary>EnabledFeatures of centralised root access; null where trusted access for IAM is off.</summary>
    public async Task<IReadOnlyList<string>?> ListOrganizationsFeaturesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await ResultAsync("ListOrganizationsFeatures", [], cancellationToken)).List("EnabledFeatures").Select(feature => feature.Value)];
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ServiceAccessNotEnabledException" or "ServiceAccessNotEnabled")
        {
            return null;
        }
    }

    /// <summary>Users, groups, roles and customer-managed policies. AWS-managed policies are known by their ARNs.</summary>
    public async Task<AuthorizationDetails> GetAccountAuthorizationDetailsAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> parameters = new()
        {
            ["Filter.member.1"] = "User",
            ["Filter.member.2"] = "Group",
            ["Filter.member.3"] = "Role",
            ["Filter.member.4"] = "LocalManagedPolicy",
        };
        var pages = await AllAsync<AuthorizationPage>("GetAccountAuthorizationDetails", parameters, result => [AuthorizationPage.From(result)], cancellationToken);
        return new AuthorizationDetails(
            [.. pages.SelectMany(page => page.Users)], [.. pages.SelectMany(page => page.Groups)], [.. pages.SelectMany(page => page.Roles)], [.. pages.SelectMany(page => page.Policies)]);
    }

    private static Dictionary<string, string> Of(string? userName) => userName is null ? [] : new() { ["UserName"] = userName };

    private async Task<XElement> ResultAsync(string operation, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var answer = await wire.QueryAsync(operation, parameters, cancellationToken);
        return answer.Element($"{operation}Result") ?? throw new InvalidDataException($"<{operation}Result> is missing");
    }

    private Task<List<T>> AllAsync<T>(string operation, Dictionary<string, string> parameters, Func<XElement, IEnumerable<T>> items, CancellationToken cancellationToken) =>
        Paging.AllAsync<T>(async marker =>
        {
            var page = new Dictionary<string, string>(parameters) { ["MaxItems"] = MostItems };
            if (marker is not null)
            {
                page["Marker"] = marker;
            }

            var result = await ResultAsync(operation, page, cancellationToken);
            return (items(result).ToList(), result.Bool("IsTruncated") ? result.Required("Marker") : null);
        });

    private static PasswordPolicy ToPasswordPolicy(XElement policy) => new()
    {
        MinimumPasswordLength = policy.Int("MinimumPasswordLength"),
        RequireSymbols = policy.Bool("RequireSymbols"),
        RequireNumbers = policy.Bool("RequireNumbers"),
        RequireUppercaseCharacters = policy.Bool("RequireUppercaseCharacters"),
        RequireLowercaseCharacters = policy.Bool("RequireLowercaseCharacters"),
        AllowUsersToChangePassword = policy.Bool("AllowUsersToChangePassword"),
        ExpirePasswords = policy.Bool("ExpirePasswords"),
        MaxPasswordAge = policy.Int("MaxPasswordAge"),
        PasswordReusePrevention = policy.Int("PasswordReusePrevention"),
        HardExpiry = policy.Bool("HardExpiry"),
    };
}

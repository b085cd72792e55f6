using ChatGuard.Aws.Reading;
using ChatGuard.Core.Snapshots;
using Xunit;

namespace ChatGuard.Tests.Aws;

public sealed class CredentialReportCsvTests
{
    private const string Header =
        "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

    private const string Root =
        "<root_account>,arn:aws:iam::111122223333:root,2022-03-26T08:00:00+00:00,not_supported,no_information,not_supported,not_supported,TRUE,true,2022-05-15T08:00:00Z,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,true,2022-05-15T08:00:00Z,false,N/A";

    private const string Ann =
        "ann,arn:aws:iam::111122223333:user/ann,2024-01-01T00:00:00Z,true,2026-11-01T00:00:00Z,2026-10-01T00:00:00Z,N/A,false,false,2025-01-01T00:00:00Z,2025-02-01T00:00:00Z,eu-west-1,ec2,true,2026-01-01T00:00:00Z,N/A,N/A,N/A,false,N/A,false,N/A";

    private static readonly DateTimeOffset Generated = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void RootsRowIsToldFromTheUsersAndItsUnsupportedFieldsAreUnknown()
    {
        var root = Parse(Header, Root, Ann).Root!;

        Assert.Equal("root", root.UserName);
        Assert.Null(root.PasswordEnabled);
        Assert.Null(root.PasswordLastUsed);
        Assert.True(root.MfaActive);
        Assert.Equal(1, root.ActiveSigningCertificates);
        Assert.Equal(new DateTimeOffset(2022, 5, 15, 8, 0, 0, TimeSpan.Zero), Assert.Single(root.AccessKeys).LastRotated);
    }

    [Fact]
    public void AnInactiveKeyThatWasOnceMadeIsAKey()
    {
        var keys = Assert.Single(Parse(Header, Root, Ann).Users).AccessKeys;

        Assert.Equal([(1, false, "ec2"), (2, true, null)], keys.Select(key => (key.Number, key.Active, key.LastUsedService)));
        Assert.Null(keys[1].LastUsed);
    }

    [Fact]
    public void ColumnsAreFoundByNameAndNewOnesDoNotDisturb()
    {
        var report = Parse("additional_credentials_info," + Header, "N/A," + Root, "3 keys," + Ann);

        Assert.Equal("ann", Assert.Single(report.Users).UserName);
    }

    [Fact]
    public void AReportWithoutAnyUserIsStillAReport() => Assert.Empty(Parse(Header, Root).Users);

    [Theory]
    [InlineData("user,arn\nann,arn:aws:iam::111122223333:user/ann", "no column mfa_active")]
    [InlineData("", "no column user")]
    [InlineData("<html><body>Sign in to the proxy</body></html>", "no column user")]
    public void AReportWithoutTheNeededColumnsIsMalformed(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => CredentialReportCsv.Parse(content, Generated)).Message, StringComparison.Ordinal);

    [Fact]
    public void ARowThatWasCutIsMalformed() =>
        Assert.Throws<InvalidDataException>(() => Parse(Header, Root, Ann[..60]));

    [Fact]
    public void ADateThatIsNoDateIsMalformed() =>
        Assert.Throws<InvalidDataException>(() => Parse(Header, Root, Ann.Replace("2026-11-01T00:00:00Z", "yesterday", StringComparison.Ordinal)));

    private static CredentialReport Parse(params string[] lines) => CredentialReportCsv.Parse(string.Join('\n', lines), Generated);
}

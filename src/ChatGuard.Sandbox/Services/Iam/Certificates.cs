using System.Xml.Linq;
using ChatGuard.Sandbox.Protocols;

namespace ChatGuard.Sandbox.Services.Iam;

/// <summary>Server certificates of the account and signing certificates of users and root.</summary>
internal static class Certificates
{
    public static IReadOnlyDictionary<string, QueryOperation> Operations { get; } = new Dictionary<string, QueryOperation>
    {
        ["ListServerCertificates"] = ListServer,
        ["DeleteServerCertificate"] = DeleteServer,
        ["ListSigningCertificates"] = ListSigning,
        ["UpdateSigningCertificate"] = UpdateSigning,
        ["DeleteSigningCertificate"] = DeleteSigning,
    };

    private static IEnumerable<XElement> ListServer(Call call, QueryParameters input) =>
        Paging.Of(input, call.Account.Iam.ServerCertificates, certificate => certificate.Name).Answer("ServerCertificateMetadataList", certificate =>
        [
            new("Path", "/"),
            new("ServerCertificateName", certificate.Name),
            new("ServerCertificateId", certificate.Id),
            new("Arn", certificate.Arn),
            new("UploadDate", IamXml.Iso(certificate.Uploaded)),
            new("Expiration", IamXml.Iso(certificate.Expires)),
        ]);

    private static IEnumerable<XElement> DeleteServer(Call call, QueryParameters input)
    {
        var name = input.Required("ServerCertificateName");
        var certificate = call.Account.Iam.ServerCertificates.Find(c => c.Name == name)
            ?? throw new AwsError("NoSuchEntity", $"The Server Certificate with name {name} cannot be found.", 404);
        call.Account.Iam.ServerCertificates = call.Account.Iam.ServerCertificates.Remove(certificate);
        return [];
    }

    private static IEnumerable<XElement> ListSigning(Call call, QueryParameters input)
    {
        var user = call.User(input);
        return Paging.Of(input, user.Certificates, certificate => certificate.Id).Answer("Certificates", certificate =>
        [
            new("UserName", IamLookup.ShownName(user)),
            new("CertificateId", certificate.Id),
            new("CertificateBody", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"),
            new("Status", certificate.Active ? "Active" : "Inactive"),
            new("UploadDate", IamXml.Iso(certificate.Uploaded)),
        ]);
    }

    private static IEnumerable<XElement> UpdateSigning(Call call, QueryParameters input)
    {
        var (user, certificate) = Find(call, input);
        call.Save(user with { Certificates = user.Certificates.Replace(certificate, certificate with { Active = AccessKeys.StatusOf(input) }) });
        return [];
    }

    private static IEnumerable<XElement> DeleteSigning(Call call, QueryParameters input)
    {
        var (user, certificate) = Find(call, input);
        call.Save(user with { Certificates = user.Certificates.Remove(certificate) });
        return [];
    }

    private static (IamUser User, SigningCertificate Certificate) Find(Call call, QueryParameters input)
    {
        var user = call.User(input);
        var id = input.Required("CertificateId");
        return (user, user.Certificates.Find(c => c.Id == id) ?? throw new AwsError("NoSuchEntity", $"The Certificate with id {id} cannot be found.", 404));
    }
}

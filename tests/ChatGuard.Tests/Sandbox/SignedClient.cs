using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using ChatGuard.Sandbox;
using ChatGuard.Sandbox.Protocols;
using ChatGuard.Sandbox.Signing;
using Authorization = ChatGuard.Sandbox.Signing.Authorization;

namespace ChatGuard.Tests.Sandbox;

/// <summary>Sends requests to a sandbox, signed by hand so that a test can spoil any part of them.</summary>
internal sealed class SignedClient(SandboxServer server) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server.Url };

    public string AccessKeyId { get; init; } = server.Credentials.AccessKeyId;

    public string Secret { get; init; } = server.Credentials.SecretAccessKey;

    public string? Token { get; init; }

    public string Service { get; init; } = "iam";

    public string Region { get; init; } = "us-east-1";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public string ContentType { get; init; } = "application/x-www-form-urlencoded";

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Applied after signing.</summary>
    public Func<RawRequest, RawRequest> Spoil { get; init; } = request => request;

    /// <summary>A query operation such as <c>Action=ListUsers</c>.</summary>
    public Task<(HttpStatusCode Status, string Body)> FormAsync(string form, CancellationToken cancellationToken) =>
        SendAsync("POST", "/", form, cancellationToken);

    public async Task<XElement> XmlAsync(string form, CancellationToken cancellationToken)
    {
        var (status, body) = await FormAsync(form, cancellationToken);
        return status == HttpStatusCode.OK ? XElement.Parse(body) : throw new InvalidOperationException(body);
    }

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string target, string body, CancellationToken cancellationToken)
    {
        using var message = Message(method, target, body);
        using var response = await http.SendAsync(message, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Message(string method, string target, string body)
    {
        var date = Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var parts = target.Split('?', 2);
        var headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase)
        {
            ["host"] = server.Url.Authority,
            ["x-amz-date"] = date,
        };
        if (Token is not null)
        {
            headers["x-amz-security-token"] = Token;
        }

        var request = new RawRequest(method, parts[0], parts.Length > 1 ? parts[1] : "", headers, Encoding.UTF8.GetBytes(body));
        var scope = new Authorization(AccessKeyId, date[..8], Region, Service, [.. headers.Keys.Order(StringComparer.Ordinal)], "");
        var signature = SignatureV4.Sign(request, scope, date, Secret);
        headers["authorization"] = $"{Authorization.Algorithm} Credential={AccessKeyId}/{scope.Scope}, SignedHeaders={string.Join(';', scope.SignedHeaders)}, Signature={signature}";
        return Http(Spoil(request));
    }

    private HttpRequestMessage Http(RawRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path + (request.Query.Length > 0 ? "?" + request.Query : ""));
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        foreach (var (name, value) in request.Headers.Where(header => header.Key != "host"))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }
}

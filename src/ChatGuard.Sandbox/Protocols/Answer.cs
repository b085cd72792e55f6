using System.Text;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>An HTTP answer ready to be written.</summary>
internal sealed record Answer(int Status, string ContentType, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public static Answer Text(int status, string contentType, string body, params (string Name, string Value)[] headers) =>
        new(status, contentType, Encoding.UTF8.GetBytes(body), headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase));
}

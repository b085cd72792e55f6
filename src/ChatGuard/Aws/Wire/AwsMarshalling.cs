using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using System.Xml.Linq;

namespace ChatGuard.Aws.Wire;

/// <summary>Writes a request in its service's protocol.</summary>
internal sealed class AwsRequestMarshaller(AwsService service) : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = (AwsRequest)input;
        var wire = new DefaultRequest(request, service.ServiceId) { HttpMethod = request.Method, ResourcePath = request.Path };
        switch (service.Protocol)
        {
            case AwsProtocol.Query:
                wire.Parameters["Action"] = request.Operation;
                wire.Parameters["Version"] = service.Version;
                Copy(request.Parameters, wire);
                break;
            case AwsProtocol.Json:
                wire.Headers["Content-Type"] = "application/x-amz-json-1.1";
                wire.Headers["X-Amz-Target"] = $"{service.Version}.{request.Operation}";
                wire.Content = JsonSerializer.SerializeToUtf8Bytes(request.Body ?? new { });
                break;
            default:
                Rest(request, wire);
                break;
        }

        return wire;
    }

    private static void Rest(AwsRequest request, DefaultRequest wire)
    {
        foreach (var (name, value) in request.PathValues)
        {
            wire.AddPathResource($"{{{name}}}", value);
        }

        wire.UseQueryString = true;
        Copy(request.Parameters, wire);
        if (request.Body is not null)
        {
            wire.Headers["Content-Type"] = "application/json";
            wire.Content = JsonSerializer.SerializeToUtf8Bytes(request.Body);
        }
    }

    private static void Copy(IReadOnlyDictionary<string, string> parameters, DefaultRequest wire)
    {
        foreach (var (name, value) in parameters)
        {
            wire.Parameters[name] = value;
        }
    }
}

/// <summary>Reads any answer to its end, and an error in the shape of whichever protocol it came in.</summary>
internal sealed partial class AwsResponseUnmarshaller : XmlResponseUnmarshaller
{
    public static readonly AwsResponseUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context) => new AwsResponse { Bytes = ReadToEnd(context) };

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var body = Encoding.UTF8.GetString(ReadToEnd(context));
        var headers = context.ResponseData;
        var requestId = Header(headers, "x-amzn-RequestId") ?? Header(headers, "x-amz-request-id");
        var (code, message) = FromXml(body) ?? FromJson(body, Header(headers, "x-amzn-ErrorType")) ?? ($"HTTP {(int)statusCode}", "the answer is not from AWS: check AWS_ENDPOINT_URL and the proxy");
        return new AmazonServiceException(message, innerException, (int)statusCode < 500 ? ErrorType.Sender : ErrorType.Receiver, code, requestId, statusCode);
    }

    private static byte[] ReadToEnd(XmlUnmarshallerContext context)
    {
        using var buffer = new MemoryStream();
        context.Stream.CopyTo(buffer);
        var announced = context.ResponseData.ContentLength;
        return announced > buffer.Length
            ? throw new IOException($"the answer ended after {buffer.Length} of {announced} bytes")
            : buffer.ToArray();
    }

    private static string? Header(IWebResponseData response, string name) => response.IsHeaderPresent(name) ? response.GetHeaderValue(name) : null;

    private static (string Code, string Message)? FromXml(string body)
    {
        try
        {
            var error = XElement.Parse(body).DescendantsAndSelf().FirstOrDefault(element => element.Name.LocalName == "Error");
            var code = error?.Elements().FirstOrDefault(element => element.Name.LocalName == "Code")?.Value;
            var message = error?.Elements().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value;
            return code is null ? null : (code, message ?? code);
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    private static (string Code, string Message)? FromJson(string body, string? typeHeader)
    {
        try
        {
            using var document = JsonDocument.Parse(body.Length == 0 ? "{}" : body);
            var type = typeHeader ?? Text(document.RootElement, "__type") ?? Text(document.RootElement, "code");
            var message = Text(document.RootElement, "message") ?? Text(document.RootElement, "Message") ?? "";
            return type is null ? null : (BareCode().Match(type).Value, message);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The code between an optional namespace before <c>#</c> and an optional URL after <c>:</c>.</summary>
    [GeneratedRegex("(?:(?<=#)|^(?!.*#))[^:#]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareCode();
}

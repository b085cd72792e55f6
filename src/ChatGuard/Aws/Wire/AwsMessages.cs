using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;

namespace ChatGuard.Aws.Wire;

/// <summary>One operation's request in any of the protocols.</summary>
internal sealed class AwsRequest(string operation) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    public string Method { get; init; } = "POST";

    /// <summary>The route of a rest-json operation, with braces for <see cref="PathValues"/>.</summary>
    public string Path { get; init; } = "/";

    public IReadOnlyDictionary<string, string> PathValues { get; init; } = new Dictionary<string, string>();

    /// <summary>The form of a query operation, or the query string of a rest-json one.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The JSON body; null for none.</summary>
    public object? Body { get; init; }
}

/// <summary>The bytes AWS answered with, read to the end, and what they parse to.</summary>
internal sealed class AwsResponse : AmazonWebServiceResponse
{
    private static readonly XmlReaderSettings XmlSettings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public byte[] Bytes { get; init; } = [];

    /// <summary>The answer's root element, free of namespaces.</summary>
    /// <exception cref="InvalidDataException">The body is no XML, or not the answer to this operation.</exception>
    public XElement Xml(string operation)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(Bytes), XmlSettings);
            var root = StripNamespaces(XElement.Load(reader));
            return root.Name.LocalName == $"{operation}Response"
                ? root
                : throw new InvalidDataException($"expected <{operation}Response>, got <{root.Name.LocalName}>");
        }
        catch (XmlException error)
        {
            throw new InvalidDataException($"the answer is not XML: {error.Message}", error);
        }
    }

    /// <summary>The answer's JSON object; an empty one for an empty body.</summary>
    /// <exception cref="InvalidDataException">The body is no JSON object.</exception>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Bytes.Length == 0 ? "{}"u8.ToArray() : Bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new InvalidDataException("the answer is not a JSON object");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"the answer is not JSON: {error.Message}", error);
        }
    }

    private static XElement StripNamespaces(XElement element)
    {
        foreach (var each in element.DescendantsAndSelf())
        {
            each.Name = each.Name.LocalName;
        }

        return element;
    }
}

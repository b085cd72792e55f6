using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace ChatGuard.Sandbox.Protocols;

/// <summary>The query protocol of IAM and STS: a form in, <c>OpResponse/OpResult</c> out.</summary>
internal class QueryProtocol(string version, string xmlns, IReadOnlyDictionary<string, QueryOperation> operations) : Protocol
{
    protected string Xmlns => xmlns;

    public override string OperationOf(RawRequest request) => Form(request).GetValueOrDefault("Action", "");

    public override JsonObject ParametersOf(RawRequest request) => new(Form(request).Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    public override Answer Run(Call call, RawRequest request, string requestId)
    {
        var form = Form(request);
        var operation = form.GetValueOrDefault("Action", "");
        if (!operations.TryGetValue(operation, out var handle))
        {
            throw UnknownOperation(operation, form.GetValueOrDefault("Version", version));
        }

        var result = handle(call, new QueryParameters(form)).ToList();
        return Xml(200, Envelope(operation, result, requestId), requestId);
    }

    public override Answer Error(AwsError error, string requestId) => Xml(
        error.Status,
        new XElement(
            "ErrorResponse",
            new XElement(
                "Error",
                new XElement("Type", error.Status < 500 ? "Sender" : "Receiver"),
                new XElement("Code", error.Code),
                new XElement("Message", error.Message)),
            new XElement("RequestId", requestId)),
        requestId);

    public override AwsError Refuse(AuthFailure failure, string message) => failure switch
    {
        AuthFailure.MissingToken => new AwsError("MissingAuthenticationToken", message, 403),
        AuthFailure.Incomplete => new AwsError("IncompleteSignature", message),
        AuthFailure.UnknownKey => new AwsError("InvalidClientTokenId", message, 403),
        AuthFailure.ExpiredToken => new AwsError("ExpiredToken", message, 403),
        _ => new AwsError("SignatureDoesNotMatch", message, 403),
    };

    protected virtual AwsError UnknownOperation(string operation, string version) => operation.Length == 0
        ? new AwsError("MissingAction", "The request is missing an action or a required parameter.")
        : new AwsError("InvalidAction", $"Could not find operation {operation} for version {version}");

    protected virtual XElement Envelope(string operation, IReadOnlyList<XElement> result, string requestId) => new(
        operation + "Response",
        // Operations without output have no result element.
        result.Count == 0 ? null : new XElement(operation + "Result", result),
        new XElement("ResponseMetadata", new XElement("RequestId", requestId)));

    protected Answer Xml(int status, XElement root, string requestId) => new(
        status,
        "text/xml",
        XmlText.Write(root, xmlns),
        new Dictionary<string, string> { ["x-amzn-RequestId"] = requestId });

    private static IReadOnlyDictionary<string, string> Form(RawRequest request) =>
        FormText.Parse(request.IsForm ? Encoding.UTF8.GetString(request.Body) : request.Query, plusIsSpace: true);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>A refusal of the Web API: HTTP 200 with <c>ok:false</c>.</summary>
internal sealed class SlackError(string code, params string[] messages) : Exception(code)
{
    public string Code { get; } = code;

    /// <summary>For <c>response_metadata.messages</c>.</summary>
    public IReadOnlyList<string> Messages { get; } = messages;

    /// <summary>The scope that is missing.</summary>
    public string? Needed { get; init; }
}

/// <summary>The arguments of one call of the Web API, whether they came as JSON, as a form or in the query.</summary>
internal sealed class ApiCall(string method, string? token, IReadOnlyDictionary<string, JsonNode?> arguments)
{
    /// <summary>Read methods that take a form or a query only: JSON is not looked at.</summary>
    private static readonly HashSet<string> WithoutJson = new(StringComparer.Ordinal)
    {
        "auth.test", "users.info", "usergroups.list", "usergroups.users.list", "conversations.info", "conversations.history", "conversations.replies", "chat.getPermalink", "files.getUploadURLExternal",
    };

    public string Method { get; } = method;

    public string? Token { get; } = token;

    /// <summary>What Slack would warn of, such as <c>missing_charset</c>.</summary>
    public List<string> Warnings { get; } = [];

    public IReadOnlyDictionary<string, JsonNode?> Arguments { get; } = arguments;

    public static async Task<ApiCall> ReadAsync(string method, HttpRequest request)
    {
        var arguments = request.Query.ToDictionary(pair => pair.Key, JsonNode? (pair) => pair.Value.ToString(), StringComparer.Ordinal);
        var warnings = new List<string>();
        if (request.HasFormContentType)
        {
            foreach (var (key, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
            {
                arguments[key] = value.ToString();
            }
        }
        else if (request.HasJsonContentType() && !WithoutJson.Contains(method))
        {
            if (request.ContentType?.Contains("charset", StringComparison.OrdinalIgnoreCase) != true)
            {
                warnings.Add("missing_charset");
            }

            foreach (var (key, value) in await JsonAsync(request))
            {
                arguments[key] = value?.DeepClone();
            }
        }

        var header = request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : BlockRules.Value(arguments.GetValueOrDefault("token"));
        var call = new ApiCall(method, token, arguments);
        call.Warnings.AddRange(warnings);
        return call;
    }

    public string? Text(string name) => Arguments.GetValueOrDefault(name) is { } node ? BlockRules.Value(node) ?? node.ToJsonString() : null;

    /// <exception cref="SlackError">It is missing.</exception>
    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw new SlackError("invalid_arguments", $"[ERROR] missing required field: {name}");

    public bool Flag(string name) => Text(name) is "true" or "1";

    /// <summary>An argument that is JSON: a node, or its text.</summary>
    /// <exception cref="SlackError">Its text is no JSON.</exception>
    public JsonNode? Json(string name, string error)
    {
        if (Arguments.GetValueOrDefault(name) is not { } node || BlockRules.Value(node) is not { } text)
        {
            return Arguments.GetValueOrDefault(name)?.DeepClone();
        }

        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new SlackError(error);
        }
    }

    private static async Task<JsonObject> JsonAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (body.Length == 0)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new SlackError("json_not_object");
        }
        catch (JsonException)
        {
            throw new SlackError("invalid_json");
        }
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace ChatGuard.Chat.Web;

/// <summary>Reads what the page posts, and words what is wrong with it.</summary>
internal static class WebBody
{
    // Room for the longest text with every character escaped as \uXXXX.
    private const int Largest = 32 * 1024;

    /// <summary>The posted object, or the refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="example">What a right body looks like.</param>
    public static async Task<(T? Posted, IResult? Problem)> ReadAsync<T>(HttpContext context, string example)
        where T : class
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return (null, Refused(StatusCodes.Status415UnsupportedMediaType, $"Send it as JSON: Content-Type application/json, body {example}."));
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = Largest;
        try
        {
            var posted = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
            return posted is null ? (null, NotExpected(example)) : (posted, null);
        }
        catch (JsonException)
        {
            return (null, NotExpected(example));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLong(tooLarge.StatusCode));
        }
    }

    public static IResult TooLong(int status) => Refused(status, $"The message is longer than {WebEndpoints.LongestText:N0} characters. Shorten it and send it again.");

    public static IResult UnknownChannel(WebSurface surface) =>
        Refused(StatusCodes.Status404NotFound, $"There is no such channel. The channels are: {string.Join(", ", surface.Channels)}.");

    public static IResult Refused(int status, string reason) => TypedResults.Problem(reason, statusCode: status);

    private static IResult NotExpected(string example) => Refused(StatusCodes.Status400BadRequest, $"The body is not the JSON object expected here: {example}.");
}

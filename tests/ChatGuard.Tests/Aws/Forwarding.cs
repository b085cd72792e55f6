using Microsoft.AspNetCore.Http;

namespace ChatGuard.Tests.Aws;

/// <summary>What a proxy before the sandbox does with a request: passes it on as it is, and its answer back.</summary>
internal static class Forwarding
{
    public static async Task<HttpResponseMessage> SendAsync(HttpContext context, HttpClient client, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString) { Content = new ByteArrayContent(body) };
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not "Content-Length" and not "Connection"))
        {
            _ = request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) || request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return await client.SendAsync(request, context.RequestAborted);
    }

    public static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}

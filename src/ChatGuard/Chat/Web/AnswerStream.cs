using System.Text.Json;
using System.Threading.Channels;
using ChatGuard.Commands;
using ChatGuard.Core.Proposals;

namespace ChatGuard.Chat.Web;

/// <summary>
/// Puts a question and streams what comes of it as JSON lines: any number of <c>progress</c>, then one <c>answer</c> or one <c>error</c>.
/// The reading stops when the browser goes away.
/// </summary>
internal sealed class AnswerStream(WebSurface surface, WebConversation conversation, Actor? actor, string channel, string text) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.StartAsync(cancellation);
        var question = await surface.AddTextAsync(channel, actor?.Name ?? "You", text, CancellationToken.None);
        try
        {
            await WriteAsync(context, await AnswerAsync(context, question));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Nobody is left to tell.
        }
        catch (OperationCanceledException)
        {
            await WriteAsync(context, new { Type = "error", Text = "ChatGuard gave up waiting for AWS. Send the command again." });
        }
    }

    private async Task<object> AnswerAsync(HttpContext context, WebMessage question)
    {
        var progress = new ProgressLines();
        var answering = AskAsync(progress, context.RequestAborted);
        await foreach (var line in progress.ReadAllAsync(context.RequestAborted))
        {
            await WriteAsync(context, new { Type = "progress", Text = line });
        }

        var answer = (await answering).Answer;
        var message = await surface.AddAnswerAsync(channel, answer, CancellationToken.None);
        return new { Type = "answer", Html = Html.Render(answer), Tone = WebEndpoints.Name(answer.Tone), answer.Title, Csv = WebEndpoints.Csv(answer, channel, message.Id), message.Id, message.At, QuestionId = question.Id };
    }

    private async Task<Reply> AskAsync(ProgressLines progress, CancellationToken cancellationToken)
    {
        try
        {
            return await conversation.AnswerAsync(new Question(text, "web", channel) { Actor = actor, Progress = progress }, cancellationToken);
        }
        finally
        {
            progress.End();
        }
    }

    private static async Task WriteAsync(HttpContext context, object line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, JsonSerializerOptions.Web, context.RequestAborted);
        await context.Response.WriteAsync("\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Progress in the order told; a slow browser misses old lines rather than holding up the reading.</summary>
    private sealed class ProgressLines : IProgress<string>
    {
        private readonly Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(32) { FullMode = BoundedChannelFullMode.DropOldest });

        public void Report(string value) => lines.Writer.TryWrite(value);

        public void End() => lines.Writer.TryComplete();

        public IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken) => lines.Reader.ReadAllAsync(cancellationToken);
    }
}

using ChatGuard.Core.Answers;

namespace ChatGuard.Store;

internal sealed partial class Store
{
    /// <summary>Keeps an answer with its pages; as long as messages are kept.</summary>
    /// <param name="id">Unguessable: whoever knows it reads the answer.</param>
    /// <param name="whole">The answer, page 0.</param>
    /// <param name="pages">Its pages, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task KeepPagesAsync(string id, Answer whole, IReadOnlyList<Answer> pages, CancellationToken cancellationToken)
    {
        const string Sql = "INSERT INTO pages (id, page, pages, answer, created_at) VALUES (@id, @page, @count, @answer, @now)";
        return WriteAsync(
            async session =>
            {
                foreach (var (page, answer) in pages.Prepend(whole).Index())
                {
                    await session.ExecuteAsync(Sql, new { id, page, count = pages.Count, answer = AnswerJson.Write(answer), now = Clock.GetUtcNow() });
                }

                return true;
            },
            cancellationToken);
    }

    /// <summary>A page of a kept answer, the whole of it as page 0, and how many pages there are; null where there is no such page.</summary>
    public async Task<(Answer Answer, int Pages)?> PageAsync(string id, int page, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(session => session.FirstAsync<PageRow>("SELECT answer, pages FROM pages WHERE id = @id AND page = @page", new { id, page }), cancellationToken);
        return row is null ? null : (AnswerJson.Read(row.Answer), row.Pages);
    }

    private sealed class PageRow
    {
        public required string Answer { get; init; }

        public int Pages { get; init; }
    }
}

using System.Security.Cryptography;
using ChatGuard.Core.Answers;
using ChatGuard.Store;

namespace ChatGuard.Chat;

/// <summary>Keeps the pages of long answers in the store, so that any replica can turn them.</summary>
internal sealed class Pages(Store.Store store, ILogger<Pages> log)
{
    /// <summary>The first page; the whole answer where it fits, cannot be divided, or could not be kept.</summary>
    public async Task<AnswerPage> FirstAsync(Answer answer, Func<Answer, bool> fits, CancellationToken cancellationToken)
    {
        var pages = Paging.Split(answer, fits);
        if (pages.Count == 1)
        {
            return new AnswerPage(null, pages[0], 1, 1);
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        try
        {
            await store.KeepPagesAsync(id, answer, pages, cancellationToken);
            return new AnswerPage(id, pages[0], 1, pages.Count);
        }
        catch (StoreException error)
        {
            log.StoreUnavailable("keeping the pages of an answer", error.Message);
            return new AnswerPage(null, answer, 1, 1);
        }
    }

    /// <summary>A page; null where it is no longer kept.</summary>
    public async Task<AnswerPage?> ReadAsync(string id, int page, CancellationToken cancellationToken) =>
        page > 0 && await store.PageAsync(id, page, cancellationToken) is { } kept ? new AnswerPage(id, kept.Answer, page, kept.Pages) : null;

    /// <summary>The answer undivided; null where it is no longer kept.</summary>
    public async Task<Answer?> WholeAsync(string id, CancellationToken cancellationToken) => (await store.PageAsync(id, 0, cancellationToken))?.Answer;
}

/// <summary>A page of an answer.</summary>
/// <param name="Id">Under which the others are kept; null where this is all.</param>
/// <param name="Answer">What it says.</param>
/// <param name="Number">Which it is, from 1.</param>
/// <param name="Count">How many there are.</param>
internal sealed record AnswerPage(string? Id, Answer Answer, int Number, int Count);

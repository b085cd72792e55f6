using ChatGuard.Core.Answers;
namespace ChatGuard.Store;
internal sealed partial class Store
{
    public string ConnectionString => throw new NotImplementedException();
    public Task UpdateWebMessageAsync(long id, Answer answer, CancellationToken cancellationToken) => throw new NotImplementedException();
}

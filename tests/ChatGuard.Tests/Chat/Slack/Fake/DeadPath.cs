using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ChatGuard.Tests.Chat.Slack.Fake;

/// <summary>The way below a WebSocket, which can go dead as a network does: it stays open, takes what is written, and delivers none of it.</summary>
internal sealed class DeadPath(IHttpUpgradeFeature below) : IHttpUpgradeFeature
{
    public bool IsDead { get; set; }

    public bool IsUpgradableRequest => below.IsUpgradableRequest;

    /// <summary>Puts one below the WebSocket of a request that will be one.</summary>
    public static Task BelowWebSockets(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } below)
        {
            var path = new DeadPath(below);
            context.Features.Set(path);
            context.Features.Set<IHttpUpgradeFeature>(path);
        }

        return next(context);
    }

    public async Task<Stream> UpgradeAsync() => new Way(this, await below.UpgradeAsync());

    private sealed class Way(DeadPath path, Stream stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => stream.ReadAsync(buffer, offset, count, cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => path.IsDead ? ValueTask.CompletedTask : stream.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => path.IsDead ? Task.CompletedTask : stream.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!path.IsDead)
            {
                stream.Write(buffer, offset, count);
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

        public override void Flush() => stream.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                stream.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

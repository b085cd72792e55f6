using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatGuard.Tests.Kills;

/// <summary>
/// Stands between a replica and PostgreSQL, reads their protocol (version 3, unencrypted) and tells the trap of each commit that changes a proposal, its
/// audit or its messages: before the server gets it, and after the server confirmed it.
/// </summary>
internal sealed class PostgresProxy : IAsyncDisposable
{
    private const int Buffer = 16_384;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    public PostgresProxy(int serverPort, int replica, Trap trap)
    {
        listener.Start();
        accepting = AcceptAsync(serverPort, replica, trap);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync(int serverPort, int replica, Trap trap)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(() => new Link(client, replica, trap).ServeAsync(serverPort, stop.Token), CancellationToken.None);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>One connection of the replica.</summary>
    private sealed class Link(TcpClient client, int replica, Trap trap)
    {
        private readonly StringBuilder statements = new();
        private volatile bool wrote;
        private volatile string? committing;

        public async Task ServeAsync(int serverPort, CancellationToken cancellationToken)
        {
            using var server = new TcpClient { NoDelay = true };
            using (client)
            {
                try
                {
                    client.NoDelay = true;
                    await server.ConnectAsync(IPAddress.Loopback, serverPort, cancellationToken);
                    await await Task.WhenAny(UpAsync(server, cancellationToken), DownAsync(server, cancellationToken));
                }
                catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
                {
                    // One side is gone; the other learns of it by its connection.
                }
            }
        }

        private async Task UpAsync(TcpClient server, CancellationToken cancellationToken)
        {
            await using var buffered = new BufferedStream(client.GetStream(), Buffer);
            var messages = new Messages(buffered);
            await server.GetStream().WriteAsync(await messages.StartAsync(cancellationToken), cancellationToken);
            while (true)
            {
                var message = await messages.NextAsync(cancellationToken);
                if ((char)message[0] == 'P')
                {
                    // Name, then text, each ended by a zero.
                    statements.AppendLine(Text(message, Array.IndexOf(message, (byte)0, 5) + 1));
                }
                else if ((char)message[0] == 'Q' && await IsDeadAsync(Text(message, 5)))
                {
                    return;
                }

                await server.GetStream().WriteAsync(message, cancellationToken);
            }
        }

        private async Task DownAsync(TcpClient server, CancellationToken cancellationToken)
        {
            await using var buffered = new BufferedStream(server.GetStream(), Buffer);
            var messages = new Messages(buffered);
            while (true)
            {
                var message = await messages.NextAsync(cancellationToken);
                if ((char)message[0] == 'C')
                {
                    var words = Text(message, 5).Split(' ');
                    wrote |= words[0] is "INSERT" or "UPDATE" or "DELETE" && words[^1] != "0";
                    if (words[0] == "COMMIT" && committing is { } what && await trap.PassAsync(new Moment(replica, what, IsBefore: false)))
                    {
                        return;
                    }
                }

                await client.GetStream().WriteAsync(message, cancellationToken);
            }
        }

        private async Task<bool> IsDeadAsync(string query)
        {
            if (query.StartsWith("BEGIN", StringComparison.Ordinal))
            {
                statements.Clear();
                (wrote, committing) = (false, null);
            }
            else if (query == "COMMIT" && wrote && What(statements.ToString()) is { } what)
            {
                committing = what;
                return await trap.PassAsync(new Moment(replica, what, IsBefore: true));
            }

            return false;
        }

        private static string? What(string sql) =>
            sql.Contains("UPDATE proposals SET owner = $", StringComparison.Ordinal) ? "the commit of a claim"
            : sql.Contains("UPDATE proposals SET owner = NULL", StringComparison.Ordinal) ? "the commit of a release"
            : sql.Contains("UPDATE proposals SET lease_until", StringComparison.Ordinal) ? "the commit of a longer lease"
            : sql.Contains("UPDATE proposals SET", StringComparison.Ordinal) ? "the commit of a transition"
            : sql.Contains("INTO proposals", StringComparison.Ordinal) ? "the commit of a proposal"
            : sql.Contains("proposal_messages", StringComparison.Ordinal) || sql.Contains("web_messages", StringComparison.Ordinal) ? "the commit of a message"
            : sql.Contains("INTO audit", StringComparison.Ordinal) ? "the commit of a record"
            : null;

        private static string Text(byte[] message, int from) => Encoding.UTF8.GetString(message, from, Array.IndexOf(message, (byte)0, from) - from);
    }

    /// <summary>Whole messages: a type, a length that counts itself, the rest. The client's first has no type.</summary>
    private sealed class Messages(BufferedStream buffered)
    {
        public Task<byte[]> StartAsync(CancellationToken cancellationToken) => ReadAsync(0, cancellationToken);

        public Task<byte[]> NextAsync(CancellationToken cancellationToken) => ReadAsync(1, cancellationToken);

        private async Task<byte[]> ReadAsync(int type, CancellationToken cancellationToken)
        {
            var head = new byte[type + 4];
            await buffered.ReadExactlyAsync(head, cancellationToken);
            var message = new byte[type + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(type))];
            head.CopyTo(message, 0);
            await buffered.ReadExactlyAsync(message.AsMemory(head.Length), cancellationToken);
            return message;
        }
    }
}

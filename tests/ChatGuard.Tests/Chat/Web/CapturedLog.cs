using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatGuard.Tests.Chat.Web;

/// <summary>Keeps what ChatGuard itself logs, from a level on.</summary>
internal sealed class CapturedLog(LogLevel least = LogLevel.Warning) : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is >= 1000 and < 2000)
        {
            Lines.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}

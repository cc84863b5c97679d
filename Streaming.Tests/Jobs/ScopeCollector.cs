using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Streaming.Tests.Jobs;

/// <summary>Keeps the values of all log scopes of each message of one category.</summary>
internal sealed class ScopeCollector(string category) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    /// <summary>The messages, each with the values of its log scopes by their names.</summary>
    public ConcurrentQueue<(string Text, IReadOnlyDictionary<string, object?> Scope)> Messages { get; } = new();

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName == category);

    public void Dispose()
    {
    }

    private void Add(string text)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        _scopes?.ForEachScope(static (scope, values) =>
        {
            foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                values[name] = value;
        }, values);
        Messages.Enqueue((text, values));
    }

    private sealed class Logger(ScopeCollector collector, bool isEnabled) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isEnabled;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isEnabled)
                collector.Add(formatter(state, exception));
        }
    }
}

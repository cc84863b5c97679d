using System.Collections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// The features of a connection for Kestrel (the HTTP server). The connection itself implements most of them, and the few others are in a
/// list, so that an idle connection needs little memory.
/// </summary>
internal sealed class ConnectionFeatures(ClientConnection connection) : IFeatureCollection
{
    private static readonly HashSet<Type> s_own =
    [
        typeof(IConnectionIdFeature), typeof(IConnectionTransportFeature), typeof(IConnectionItemsFeature), typeof(IMemoryPoolFeature),
        typeof(IConnectionLifetimeFeature), typeof(IConnectionEndPointFeature), typeof(IConnectionSocketFeature),
    ];

    private readonly List<KeyValuePair<Type, object>> _others = [];

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            foreach (var (type, feature) in _others)
            {
                if (type == key)
                    return feature;
            }

            return s_own.Contains(key) ? connection : null;
        }

        set
        {
            Revision++;
            var index = _others.FindIndex(other => other.Key == key);
            if (index >= 0)
                _others.RemoveAt(index);
            if (value is not null)
                _others.Add(new KeyValuePair<Type, object>(key, value));
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        s_own.Where(type => !_others.Exists(other => other.Key == type))
            .Select(type => new KeyValuePair<Type, object>(type, connection)).Concat(_others).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

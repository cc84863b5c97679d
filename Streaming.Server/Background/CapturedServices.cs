using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Background;

/// <summary>Finds what a task took along from its request and must not use any more when it runs.</summary>
internal sealed class CapturedServices(IServiceCollection services)
{
    private readonly ConcurrentDictionary<Type, FieldInfo[]> _fields = new();
    private readonly ConcurrentDictionary<Type, bool> _scoped = new();

    // The collection is complete by the time the first task is added.
    private readonly Lazy<Type[]> _scopedTypes = new(() => [.. services
        .Where(service => service is { Lifetime: ServiceLifetime.Scoped, IsKeyedService: false })
        .SelectMany(service => (Type?[])[service.ServiceType, service.ImplementationType])
        .OfType<Type>()
        .Where(type => type != typeof(object))
        .Distinct()]);

    /// <summary>What the delegate holds of its request, in words; null if nothing.</summary>
    public string? FindIn(Delegate work) => work.Target is { } target ? Find(target) : null;

    private string? Find(object value)
    {
        var type = value.GetType();
        if (type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            return FieldsOf(type).Select(field => field.GetValue(value)).OfType<object>().Select(Find).FirstOrDefault(found => found is not null);
        return value switch
        {
            ControllerBase => $"its controller {type.Name}",
            HttpContext or HttpRequest or HttpResponse => "the request",
            IServiceProvider or IServiceScope => "a service provider",
            _ when _scoped.GetOrAdd(type, IsScoped) => $"the scoped service {type.Name}",
            _ => null,
        };
    }

    private FieldInfo[] FieldsOf(Type closure) => _fields.GetOrAdd(closure, type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));

    private bool IsScoped(Type type) => _scopedTypes.Value.Any(scoped => scoped.IsGenericTypeDefinition
        ? type.GetInterfaces().Append(type).Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == scoped)
        : scoped.IsAssignableFrom(type));
}

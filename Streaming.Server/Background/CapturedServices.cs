using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Background;

/// <summary>Finds what a task took along from its request and must not use any more when it runs.</summary>
internal sealed class CapturedServices(IServiceCollection services)
{
    private readonly ConcurrentDictionary<MethodInfo, MethodReads> _reads = new();
    private readonly ConcurrentDictionary<Type, bool> _scoped = new();

    // The collection is complete by the time the first task is added.
    private readonly Lazy<Type[]> _scopedTypes = new(() => [.. services
        .Where(service => service is { Lifetime: ServiceLifetime.Scoped, IsKeyedService: false })
        .SelectMany(service => (Type?[])[service.ServiceType, service.ImplementationType])
        .OfType<Type>()
        .Where(type => type != typeof(object))
        .Distinct()]);

    /// <summary>What the delegate uses of its request, in words; null if nothing.</summary>
    public string? FindIn(Delegate work)
    {
        if (work.Target is not { } target)
            return null;
        var reads = _reads.GetOrAdd(work.Method, MethodReads.Of);
        return reads.UsesRequest ? "the request" : Find(target, reads);
    }

    private string? Find(object value, MethodReads reads)
    {
        var type = value.GetType();
        if (value is ControllerBase || type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        {
            return reads.Fields.Where(field => field.DeclaringType!.IsAssignableFrom(type))
                .Select(field => field.GetValue(value)).OfType<object>().Select(held => Find(held, reads)).FirstOrDefault(found => found is not null);
        }

        return value switch
        {
            HttpContext or HttpRequest or HttpResponse => "the request",
            IServiceProvider or IServiceScope => "a service provider",
            _ when _scoped.GetOrAdd(type, IsScoped) => $"the scoped service {type.Name}",
            _ => null,
        };
    }

    private bool IsScoped(Type type) => _scopedTypes.Value.Any(scoped => scoped.IsGenericTypeDefinition
        ? type.GetInterfaces().Append(type).Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == scoped)
        : scoped.IsAssignableFrom(type));
}

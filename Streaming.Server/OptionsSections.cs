using Microsoft.Extensions.Options;

namespace Streaming.Server;

/// <summary>How every room binds its section of the configuration.</summary>
internal static class OptionsSections
{
    /// <summary>Binds a section to options that are validated at start. A key that is not known is an error, so that a misspelt one is not silently without effect.</summary>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string section)
        where T : class =>
        services.AddOptions<T>().BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
}

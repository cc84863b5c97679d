using Microsoft.Extensions.Options;

namespace Streaming.Server.Core.Configuration;

/// <summary>Binds options classes to sections of the configuration.</summary>
internal static class OptionsSections
{
    /// <summary>
    /// Binds an options class to a configuration section and validates the options at startup. An invalid value, a value out of range and
    /// an unknown key are errors; each error message contains the key and the allowed values.
    /// </summary>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new OptionsSectionValidator<T>(section));
        return services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                // Most sections are not set; comparing them with their options class would take time at each start.
                if (!configuration.GetSection(section).Exists())
                    return;
                var (settings, failures) = OptionsSectionReader.Read(configuration.GetSection(section), typeof(T));
                if (failures.Count > 0)
                    throw new OptionsValidationException(Options.DefaultName, typeof(T), failures);
                settings.Bind(options);
            })
            .ValidateOnStart();
    }
}

using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Registers the sending of e-mail in the DI container.</summary>
internal static class EmailRegistration
{
    // The maximum number of attempts to send a mail. With the default of Email:RetryDelay, the attempts extend over most of a day.
    internal const int Attempts = 8;

    /// <summary>Adds the job type <c>email</c>, with which administrators send a mail.</summary>
    public static IServiceCollection AddEmail(this IServiceCollection services)
    {
        services.AddSection<EmailOptions>("Email");
        services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>();
        services.AddHostedService<PickupCheck>();
        services.AddSingleton<MailMessages>().AddSingleton<PickupSender>().AddSingleton<SmtpSender>().AddSingleton<Mailer>();
        services.AddJobSlots(EmailJob.Type, 8);
        return services.AddJob<EmailJob>(EmailJob.Type, type => (type.IsPrivate, type.Attempts) = (true, Attempts));
    }
}

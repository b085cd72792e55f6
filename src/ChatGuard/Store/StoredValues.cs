using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace ChatGuard.Store;

/// <summary>Times and dates, which PostgreSQL has types for and SQLite keeps as text that sorts by time.</summary>
internal static class StoredValues
{
    /// <summary>Tells Dapper; doing it again changes nothing.</summary>
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        Replace(new Moments());
        Replace(new Days());
    }

    /// <summary>Text without the one character that PostgreSQL cannot keep.</summary>
    public static string Storable(string text) => text.Replace('\0', '\uFFFD');

    private static void Replace<T>(SqlMapper.TypeHandler<T> handler)
        where T : struct
    {
        // Dapper asks a handler only about types it has no mapping of its own for.
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(handler);
    }

    private sealed class Moments : SqlMapper.TypeHandler<DateTimeOffset>
    {
        // Microseconds, as in PostgreSQL, and of one width, so that text compares as time does.
        private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            if (parameter is NpgsqlParameter npgsql)
            {
                npgsql.NpgsqlDbType = NpgsqlDbType.TimestampTz;
                npgsql.Value = value.ToUniversalTime();
                return;
            }

            parameter.Value = value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
        }

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
            _ => DateTimeOffset.ParseExact((string)value, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        };
    }

    private sealed class Days : SqlMapper.TypeHandler<DateOnly>
    {
        private const string Format = "yyyy-MM-dd";

        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            if (parameter is NpgsqlParameter npgsql)
            {
                npgsql.NpgsqlDbType = NpgsqlDbType.Date;
                npgsql.Value = value;
                return;
            }

            parameter.Value = value.ToString(Format, CultureInfo.InvariantCulture);
        }

        public override DateOnly Parse(object value) => value switch
        {
            DateOnly day => day,
            DateTime day => DateOnly.FromDateTime(day),
            _ => DateOnly.ParseExact((string)value, Format, CultureInfo.InvariantCulture),
        };
    }
}

-- Lists of the past ask for all streams of a type; these types have few among many of runs and trials.
create index mt_streams_listed on mt_streams (type, id) where type in ('experiment', 'model');
